"""The recipe of the model: corpus, train, export, evaluate. Never imported at run time."""
