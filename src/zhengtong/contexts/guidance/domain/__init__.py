"""Pure decisions of guidance: what was asked, what may be answered, how it is put."""
