"""The page "How well the statistics do": every grade with what it rests on."""
