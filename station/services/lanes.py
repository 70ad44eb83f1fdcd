"""The readers of a shift, one lane each: their events go to the recorder, acknowledgements come back.

A reader's thread hands its events over here. What must be durable is committed by the recorder, and
only then is the reader told so: the link has withheld its acknowledgement until that moment.
"""
