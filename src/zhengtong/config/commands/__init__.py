"""One command a file: ``command`` is a click command or group; the file's name is the command's name."""
