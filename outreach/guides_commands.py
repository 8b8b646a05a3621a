"""``python -m outreach guides``: the folder's own commands, and those that speak with a commune's server."""

from outreach.content.cli import guides as folder_commands
from outreach.lazy_commands import LazyGroup

guides = LazyGroup(
    "guides",
    help="Kiểm tra, xuất và nhập các bài hướng dẫn. / Check, publish and exchange the guides.",
    commands={
        "export": "outreach.server.cli.guides:export_guides",
        "import": "outreach.server.cli.guides:import_guides",
    },
)
for name, command in folder_commands.commands.items():
    guides.add_command(command, name)
