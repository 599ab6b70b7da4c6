"""Digital signatures on PDF files: preparing places, signing, numbering, sealing, verifying.

Everything here but `queries`, `actions`, `pages` and `jobs` takes bytes and gives bytes or frozen dataclasses;
it is slow and runs in a worker process, never on the event loop. It knows nothing of documents or people:
who may sign what is decided by the rooms above. Whose key signs is the business of a gateway.
"""
