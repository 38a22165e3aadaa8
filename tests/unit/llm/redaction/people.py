"""Invented people with names from many countries; none of the words stands in a rule or a list of the product."""

from __future__ import annotations

GIVEN = (
    "Adaeze Akinyele Alasdair Anahid Aoife Bogdana Chiamaka Dagfinnur Daiyu Eirlys Emre Fennimore Ghislain Hakon "
    "Hyacinthe Ikaika Ingibjörg Iñaki Joaquín Kaimana Kazimierz Keanu Khadijah Krzysztof Łukasz Lindiwe Māhina "
    "Małgorzata Mehmet Mihály Nguyễn Nkechi Olumide Øyvind Parvaneh Priyanka Rūta Saoirse Shreya Siân Sørine "
    "Tadeusz Thandiwe Tomislav Ursulina Vasudha Wanjiru Xóchitl Yevgenia Zbigniew Zsófia"
).split()
FAMILY = (
    "Abubakar-Quist Achterhof Agbayani Arslanbek Bhattacharjee Bjørnstad Chukwuemeka Czajkowska D'Ambrosio-Kell "
    "Dvořáková Eyjólfsdóttir Fitzwarren Grünwald Hadjigeorgiou Hryhorenko Ibáñez-Roldán Jovanovski Kealoha "
    "Kwiatkowska Lindqvister MacGillivray Mbongeni Müllerstein Nagarajan Ó'Dálaigh Ostrovskaya Papadimitropoulos "
    "Quispehuamán Ramanujan Saint-Hilaire Szczepański Takahashiro Thibodeauxville Uwimana Vanderwoudenberg "
    "Wojciechowska Xiongpao Yamanakase Zapatero-Luna"
).split()
SPELLINGS = (
    "{g} {f}",
    "{F}, {G}",
    "{F},{G}",
    "{f}, {g} Q.",
    "{G} {F}",
    "{g} Q. {f}",
    "Mr. {f}",
    "MRS {F}",
    "{g[0]}. {f}",
    "{g}\n        {f}",
    "{f}'s",
    "{g} {plain_f}",
    "{g}  {f}",
    "{blank_g} {f}",
    "{g} {torn_f}",
    "{lower_g} {lower_f}",
    "{g}{f}",
    "{f}",
)
"""How a letter or a scanner may write a name that the case knows."""
