"""``python -m outreach``: everything that is done from a command line."""

import sys
from importlib.util import find_spec

if lacking := [name for name in ("click", "django") if find_spec(name) is None]:
    sys.exit(
        f"Python này chưa có {', '.join(lacking)}. Hãy chạy bằng Python của dự án, trong thư mục dự án: "
        ".venv/bin/python -m outreach --help. Chưa có .venv thì chạy trước: python3 tools/prepare.py run\n"
        f"This Python lacks {', '.join(lacking)}. Run it with the project's own, in the project's folder: "
        ".venv/bin/python -m outreach --help. If there is no .venv yet, first run: python3 tools/prepare.py run"
    )

from outreach.lazy_commands import LazyGroup

main = LazyGroup(
    "outreach",
    help="Gõ Cửa: đi từng ngõ, gõ từng nhà, hướng dẫn từng người. / From door to door, person by person.",
    commands={
        "demo": "outreach.server.cli.demo:demo",
        "serve": "outreach.server.cli.serve:serve",
        "migrate": "outreach.server.cli.migrate:migrate",
        "create-leader": "outreach.server.cli.accounts:create_leader",
        "create-editor": "outreach.server.cli.accounts:create_editor",
        "create-official": "outreach.server.cli.accounts:create_official",
        "set-password": "outreach.server.cli.accounts:set_password",
        "add-hamlets": "outreach.server.cli.add_hamlets:add_hamlets",
        "import-households": "outreach.server.cli.import_households:import_households",
        "import-transfer": "outreach.server.cli.import_transfer:import_transfer",
        "recount": "outreach.server.cli.recount:recount",
        "backup": "outreach.server.cli.backup:backup",
        "restore": "outreach.server.cli.restore:restore",
        "simulate-tablets": "outreach.server.cli.simulate_tablets:simulate_tablets",
        "guides": "outreach.guides_commands:guides",
    },
)

if __name__ == "__main__":
    main(prog_name="python -m outreach")
