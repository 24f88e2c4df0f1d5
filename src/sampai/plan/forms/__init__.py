"""All sheets of one operation: read together into an operation, and written from one."""

from sampai.plan.forms.operation import OperationReading, Pack, operation_rows, read_operation
from sampai.plan.forms.sheets import SHEETS, sheets_with

__all__ = ["SHEETS", "OperationReading", "Pack", "operation_rows", "read_operation", "sheets_with"]
