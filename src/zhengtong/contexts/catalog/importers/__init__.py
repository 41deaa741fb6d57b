"""What the catalogue reads: files of packs, and exports of other catalogues."""
