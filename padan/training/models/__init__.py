from padan.training.models.batches import Batch, BatchInstructor, Enrolment, GuestLesson

__all__ = ["Batch", "BatchInstructor", "Enrolment", "GuestLesson"]
