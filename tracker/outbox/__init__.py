"""The outbox: render into a row with the move; later claim, send, mark. Only it speaks flask_mail."""
