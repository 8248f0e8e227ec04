"""The outbox: what each subscriber gets of an edition, laid ready to be sent by people."""
