"""A file that is no contract notice, with the sentence that says why."""


class NoticeRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The file is not a contract notice that can be read. `sentence` says why, in one plain translated sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
