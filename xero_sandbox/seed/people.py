"""Who can sign in at the consent page, and is a user of every organisation."""

USERS = [
    {
        "id": "5f0d1c1e-6b1a-4f52-9a3e-0a2a53f5c101",
        "email": "olive@wattle-quill.example",
        "name": "Olive Marlow",
    },
    {
        "id": "5f0d1c1e-6b1a-4f52-9a3e-0a2a53f5c102",
        "email": "hamish@harbour-lane.example",
        "name": "Hamish Dale",
    },
]
