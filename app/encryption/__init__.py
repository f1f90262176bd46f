"""Personal data as ciphertext: a data key for each person or tenant, wrapped outside the database."""

from app.encryption.blind_index import blind_index, blind_indexes
from app.encryption.data_key import DataKey, WrappedKey, make_data_key, unwrap_data_key, wrap_again
from app.encryption.envelope import Unreadable, key_of, open_sealed, seal
from app.encryption.keyring import Keyring, ensure_keyring, keyring
from app.encryption.mask import mask_email, mask_name, mask_phone

__all__ = [
    "DataKey",
    "Keyring",
    "Unreadable",
    "WrappedKey",
    "blind_index",
    "blind_indexes",
    "ensure_keyring",
    "key_of",
    "keyring",
    "make_data_key",
    "mask_email",
    "mask_name",
    "mask_phone",
    "open_sealed",
    "seal",
    "unwrap_data_key",
    "wrap_again",
]
