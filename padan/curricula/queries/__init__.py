"""Questions about programmes, their versions, and what they cover of what is asked."""
