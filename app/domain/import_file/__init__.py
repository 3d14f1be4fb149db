"""An uploaded file: what kind it is by its beginning, and its rows one by one, however large it is."""

from app.domain.import_file.layout import HEAD_BYTES, Layout, read_layout
from app.domain.import_file.pieces import Piece, pieces_of

__all__ = ["HEAD_BYTES", "Layout", "Piece", "pieces_of", "read_layout"]
