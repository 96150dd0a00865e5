"""The pages of the workspace: one module and one template each.

A module has ``ROUTES``, made with :func:`sijill.web.asking.route`. One that belongs into the navigation has
``NAVIGATION`` too: its order, the key of its words in strings/, its path, and the right that opens it.
"""
