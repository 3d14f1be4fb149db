"""Every page's address, a line a feature."""

from starlette.routing import BaseRoute

from app.web import account, case_forms, case_record, caseload, cases, facts, guide, home, imports, sign_in

ROUTES: list[BaseRoute] = [
    *home.ROUTES,
    *sign_in.ROUTES,
    *account.ROUTES,
    *guide.ROUTES,
    *caseload.ROUTES,
    *case_forms.ROUTES,
    *cases.ROUTES,
    *facts.ROUTES,
    *case_record.ROUTES,
    *imports.ROUTES,
]
