"""Files: what people attach, kept by its content, and the documents facts are taken from.

Owns      Attachment, SourceDocument, the registry of who cites a source
Stands on places, identity, journal, access, values
Uses      Pillow
Never     knows what a file is evidence of: it keeps the row's key only
"""
