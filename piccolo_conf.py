"""What Piccolo looks for: the engine of its tables and the list of its apps."""

from piccolo.conf.apps import AppRegistry

from portal.kit.database import CurrentEngine

DB = CurrentEngine()
APP_REGISTRY = AppRegistry(apps=["portal.piccolo_app"])
