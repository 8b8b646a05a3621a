from outreach.domain.errors import ERRORS, ErrorCode, OutreachError, SyncError


def test_every_code_has_a_sentence_in_both_languages():
    assert set(ERRORS) == set(ErrorCode)
    for entry in ERRORS.values():
        assert entry.vi.endswith(".")
        assert entry.en.endswith(".")
        assert 400 <= entry.status < 600


def test_an_error_speaks_vietnamese_unless_english_is_chosen():
    error = SyncError(ErrorCode.BUSY, "locked")
    assert error.text("vi").startswith("Máy chủ đang bận")
    assert error.text("en").startswith("The server is busy")
    assert (error.status, error.retry, error.detail) == (503, True, "locked")
    assert isinstance(error, OutreachError)
