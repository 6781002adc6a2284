"""Everything that is Streamlit: what reviewers and writers see in a browser.

``app`` is the script that runs for every page, ``pages`` holds one file a page, ``components`` what several of
them show. A page reads its address, asks the store, and renders; it knows no SQL and decides nothing.

Whatever comes from a record or from claims.yaml reaches the browser through ``markup``, which escapes it.
"""
