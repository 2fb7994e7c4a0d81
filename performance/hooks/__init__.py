from performance.hooks import effort, standing

__all__ = ["effort", "standing"]
