"""The centre's laptops."""

from __future__ import annotations

from storage import devices
from storage.devices import Device
from storage.doors.opened import Opened


class EnrolmentDoor(Opened):
    """Who may sync with this store when it is a centre."""

    def new_enrolment_code(self, area: str, *, expires_at: str) -> str:
        """Return a one-time code for a laptop of an area; shown once, only its hash is kept."""
        with self.database.write() as connection:
            return devices.new_code(connection, area, made_at=self.now(), expires_at=expires_at)

    def enrol_device(self, code: str, device: Device) -> Device:
        """Register a laptop by its code; see `devices.enrol`."""
        with self.database.write() as connection:
            return devices.enrol(connection, code, device, at=self.now())

    def device(self, device_id: str) -> Device | None:
        """Return a known laptop, revoked or not."""
        with self.database.read() as connection:
            return devices.get(connection, device_id)

    def devices(self) -> tuple[Device, ...]:
        """Return all known laptops in the order they joined."""
        with self.database.read() as connection:
            return devices.listed(connection)

    def revoke_device(self, device_id: str) -> None:
        """Let a lost laptop sync no more."""
        with self.database.write() as connection:
            devices.revoke(connection, device_id, self.now())

    def device_seen(self, device_id: str) -> None:
        """Remember that a laptop was here."""
        with self.database.write() as connection:
            devices.seen(connection, device_id, self.now())
