"""Intake: safe reading of tables that people bring, and writing of tables they take away.

Owns      Column, Table, Block, read_table, table_blocks, read_columns, write_csv, write_csv_file, write_xlsx, the report of what is wrong
Stands on access, values
Uses      fastexcel, openpyxl
Never     knows what a table is about, and writes no row
"""
