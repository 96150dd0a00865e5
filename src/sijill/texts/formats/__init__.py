"""The formats of documents, one module each; the file's name is the format's name. See :data:`sijill.texts.FORMATS`."""
