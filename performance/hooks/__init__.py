from performance.hooks import effort, standing, status_update

__all__ = ["effort", "standing", "status_update"]
