"""The kinds of source, one module each; the file's name is the kind's name. See :data:`sijill.sources.KINDS`."""
