"""Archives: what a site gives to whoever asks for all they have posted. One post is one document."""
