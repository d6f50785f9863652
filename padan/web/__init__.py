"""The face, by audience. A page asks scoped questions and calls one act; rules live in the rooms below."""
