"""Reading files of invoices and payments. Nothing here writes: readers tell what stands in the file, entry by entry.

found     what an entry of a file is        xml     XML from strangers, bit by bit
saft      SAF-T (PT) 1.04_01                ubl     EN 16931 in UBL 2.1
cii       EN 16931 in CII                   table   CSV and XLSX
reading   which reader a file needs         matching  whose client an entry speaks of
"""
