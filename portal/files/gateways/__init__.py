"""Programs outside the portal that look at files: Tesseract reads pictures, ClamAV looks for viruses.

Either may be missing; then the answer says that nothing was looked at, never that all is well.
"""
