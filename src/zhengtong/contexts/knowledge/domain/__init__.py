"""Pure decisions about texts: structure, numbers, names of laws, citations, highlights."""
