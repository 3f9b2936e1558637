# flake8: noqa

# import apis into api package
from mend_client.api.accounts_api import AccountsApi
from mend_client.api.changes_api import ChangesApi
from mend_client.api.check_ins_api import CheckInsApi
from mend_client.api.inbox_api import InboxApi
from mend_client.api.me_api import MeApi
from mend_client.api.moments_api import MomentsApi
from mend_client.api.pairing_api import PairingApi
from mend_client.api.repair_prompts_api import RepairPromptsApi
from mend_client.api.repairs_api import RepairsApi
from mend_client.api.ruptures_api import RupturesApi
from mend_client.api.service_api import ServiceApi
from mend_client.api.sessions_api import SessionsApi
from mend_client.api.support_api import SupportApi

