"""The command centre: pages joined from many rooms."""
