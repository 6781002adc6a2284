"""Everything that is Streamlit: what reviewers and writers see in a browser.

``pages`` holds one file a page, and in ``app`` the frame around all of them; ``components`` is what several of
them show, ``look`` the style, ``server`` how they are served. A page reads its address, asks the store, and
renders; it knows no SQL and decides nothing.

Whatever comes from a record or from claims.yaml reaches the browser through ``markup``, which escapes it.
"""
