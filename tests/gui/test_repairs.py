"""What a repair did, in words: units are called as they stand on the canvas."""

from __future__ import annotations

from engine import Network, datasets
from gui.editing.document import Document


def test_the_only_output_has_no_number_in_what_is_told(document: Document):
    data = datasets.load("circle").split()
    network = Network.layered([2, 2, 1], output_activation="relu")
    document.replace(network, data, document.settings)
    assert "ŷ is sigmoid (logistic) now." in document.make_fit()


def test_an_output_that_is_taken_away_is_called_as_it_was(document: Document):
    iris = datasets.load("iris").split()
    document.replace(
        Network.layered([4, 3, 3], output_activation="softmax"), iris, document.settings
    )
    told = document.change_data(datasets.load("circle").split(), "circle")
    (removed,) = [sentence for sentence in told if sentence.startswith("Removed")]
    assert "ŷ₂" in removed
    assert "y2" not in removed
