"""The report of ``padan match`` in words: ``report.txt`` and what the terminal shows."""

REASONS = {
    "nobody": "tidak ada lulusan dalam kelompok ini",
    "too_few": "anggota kelompok ini lebih sedikit daripada batas itu",
    "feasible": "terlalu sedikit anggota yang punya lowongan yang memenuhi syarat",
    "seats": "kursi yang dapat mereka isi tidak cukup untuk sebanyak itu sekaligus",
    "stable": "mungkin, tetapi hasil stabil tidak memilih siapa yang ditempatkan; cadangkan kursi untuk mereka",
    "placements": "mungkin bila sendiri, tetapi batas dan kursi cadangan lain ikut menentukan",
}
MEANINGS = {
    "stable": "tidak ada lulusan dan lowongan yang sama-sama lebih suka satu sama lain daripada hasilnya",
    "placements": "sebanyak mungkin orang ditempatkan, lalu yang paling cocok; ada pasangan yang lebih saling suka",
}
NAMES = {"stable": "stabil", "placements": "penempatan terbanyak"}
ONE_PERSON = 100_000  # points
STEPS = {
    "preferred": "lebih disukai lowongannya, tetapi jumlah keseluruhan lebih besar tanpa mereka",
    "lot": "kalah undian (nilainya sama)",
    "1_point": "kurang paling banyak 1 poin",
    "5_points": "kurang 1 sampai 5 poin",
    "10_points": "kurang 5 sampai 10 poin",
    "more": "kurang lebih dari 10 poin",
    "no_open_seat": "semua kursi dicadangkan atau tidak ada",
}


def report_lines(report, proof):
    """The whole report, line by line; the same facts as ``report.json``."""
    market, outcome, settings = report["market"], report["outcome"], report["settings"]
    yield "HASIL PENCOCOKAN"
    yield (
        f"Pasar: {number(market['graduates'])} lulusan, {number(market['openings'])} lowongan, "
        f"{number(market['seats'])} kursi, {number(market['acceptable_pairs'])} pasangan yang memenuhi semua syarat."
    )
    side = {"graduates": "lulusan", "openings": "lowongan"}[settings["side"]]
    proposing = f"; {side} mengusulkan" if settings["objective"] == "stable" else ""
    yield f"Tujuan: {NAMES[settings['objective']]}{proposing}. Undian: {settings['seed']}."
    low, high = outcome["placed_share_low"], outcome["placed_share_high"]
    yield (
        f"{number(outcome['placed'])} dari {number(market['graduates'])} lulusan ditempatkan "
        f"({percent(outcome['placed_share'])}; selang 95 %: {percent(low)} sampai {percent(high)})."
    )
    if outcome["placed"]:
        yield (
            f"{number(outcome['first_choice'])} mendapat pilihan pertamanya; "
            f"rata-rata pilihan ke-{decimal(outcome['mean_rank'])}; "
            f"kecocokan rata-rata {points(outcome['mean_fit'])} dari 100."
        )
    yield from section("Yang tidak ditempatkan", _unplaced(outcome, report["losses"]))
    yield from section("Dua tujuan berdampingan", _side_by_side(report))
    yield from section("Kelompok", map(_group, report["groups"]))
    yield from section("Kursi cadangan", map(_reserve, report["reserved"]))
    yield from section("Batas bawah", map(_floor, report["floors"]))
    yield from section("Nilai seri", _ties(report["policy"], settings))
    yield from section("Satu kursi lagi", _seats(report["one_more_seat"]))
    yield from section("Satu unit lagi", _units(report["one_more_unit"]))
    yield from section("Perlu perhatian", _attention(market))
    yield from section("Pembuktian", [verdict(proof)])


def section(title, lines):
    lines = list(lines)
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" if line.startswith(" ") else f"- {line}" for line in lines)


def verdict(proof):
    """One sentence about a proof."""
    word = "Terbukti" if proof["proven"] else "Tidak terbukti"
    claims = (
        f", {number(proof['reserve_claims'])} hak atas kursi cadangan yang dilewati" if proof["reserve_claims"] else ""
    )
    gap = (
        f"; paling jauh {percent(proof['duality_gap'], 4)} dari yang terbaik"
        if proof.get("duality_gap") is not None
        else ""
    )
    return (
        f"{word}: {number(proof['placed'])} ditempatkan, {number(proof['seats_overfilled'])} melebihi kursi, "
        f"{number(proof['infeasible_pairs'])} melanggar syarat{claims}, "
        f"{number(proof['blocking_pairs'])} pasangan yang saling lebih memilih, "
        f"dari {number(proof['acceptable_pairs'])} pasangan{gap}."
    )


def _unplaced(outcome, losses):
    unplaced = outcome["unplaced"]
    if unplaced["no_feasible_opening"]:
        yield f"{number(unplaced['no_feasible_opening'])} tidak punya lowongan yang memenuhi semua syarat."
    if unplaced["all_full"]:
        yield f"{number(unplaced['all_full'])} kalah bersaing di semua lowongannya. Pada kesukaan terdekatnya:"
    for name, count in losses["nearest"].items():
        if count:
            yield f"  {number(count)} {STEPS[name]}"
    for one in losses["first"][:3]:
        why = f"kurang {points(one['short_by'])} poin dari" if one["short_by"] > 0 else "kalah undian dari"
        if one["short_by"] < 0:
            why = f"nilainya {points(-one['short_by'])} poin di atas"
        yield f"  Misalnya {one['graduate_id']} di {one['opening_id']}: {why} {one['last_taken']}."


def _side_by_side(report):
    if not report["side_by_side"]:
        yield "Tidak dihitung untuk pasar sebesar ini; tambahkan --compare."
        return
    for one in report["side_by_side"]:
        yield (
            f"{NAMES[one['objective']]}: {number(one['placed'])} ditempatkan, kecocokan rata-rata "
            f"{points(one['mean_fit'])}, {number(one['blocking_pairs'])} pasangan saling lebih memilih. Artinya: "
            f"{MEANINGS[one['objective']]}."
        )
    both = report["comparison"]
    yield (
        f"{number(both['placed_only_by_stable'])} orang ditempatkan hanya oleh yang stabil, "
        f"{number(both['placed_only_by_placements'])} hanya oleh penempatan terbanyak, "
        f"{number(both['placed_in_both'])} oleh keduanya."
    )


def _group(one):
    if not one["graduates"]:
        return f"{one['group']}: tidak ada anggota."
    share = (
        f"{percent(one['placed_share'])}, {percent(one['placed_share_low'])} sampai {percent(one['placed_share_high'])}"
    )
    text = f"{one['group']}: {number(one['placed'])} dari {number(one['graduates'])} ditempatkan ({share})"
    if one["difference_to_others"]:
        text += f"; selisih dengan yang lain {interval(one['difference_to_others'], signed_percent)} poin persen"
    if one["mean_fit"]:
        text += f"; kecocokan {interval(one['mean_fit'], points)}"
    if one["fit_difference_to_others"]:
        text += f", selisih {interval(one['fit_difference_to_others'], signed_points)}"
    return text + "."


def _reserve(one):
    return (
        f"{one['group']}: {number(one['reserved_seats'])} kursi dicadangkan; "
        f"{number(one['taken_by_members'])} diisi anggota, "
        f"{number(one['taken_by_others'])} diisi orang lain karena tidak ada anggota yang tersisih, "
        f"{number(one['left_empty'])} kosong."
    )


def _floor(one):
    if one["met"]:
        return f"{one['group']}: {number(one['placed'])} ditempatkan, batas {number(one['floor'])} tercapai."
    return (
        f"{one['group']}: {number(one['placed'])} ditempatkan, batas {number(one['floor'])} tidak tercapai; "
        f"paling banyak {number(one['possible'])} mungkin: {REASONS[one['reason']]}."
    )


def _ties(policy, settings):
    if settings["objective"] == "placements":
        yield "Harga yang menentukan; undian hanya di antara yang sama."
        return
    if settings["band_points"] == 1:
        yield "Lowongan membandingkan nilai persis; undian menentukan hanya di antara nilai yang sama."
    else:
        step = points(settings["band_points"])
        yield f"Selisih di dalam langkah {step} poin tidak dihitung; di dalam satu langkah undian menentukan."
    if settings["second_chance"]:
        yield "Yang ditolak di mana-mana didahulukan di antara yang sama."
    if settings["band_points"] > 1 or settings["second_chance"]:
        yield (
            f"Akibatnya {number(policy['placed'])} ditempatkan, "
            f"tanpa kebijakan ini {number(policy['placed_without'])}; "
            f"{number(policy['graduates_affected'])} lulusan mendapat hasil lain."
        )


def _seats(openings):
    for one in openings[:5]:
        if "price" in one:
            worth = f"membuat semua orang lebih cocok {points(one['price'])} poin"
            if one["price"] >= ONE_PERSON:
                worth = "menempatkan kira-kira satu orang lagi"
            yield f"{one['opening_id']}: satu kursi lagi {worth}."
        else:
            comes = "yang belum punya tempat" if one["next_from"] is None else f"dari {one['next_from']}"
            waiting = number(one["waiting"])
            yield f"{one['opening_id']}: {waiting} menunggu; satu kursi lagi diisi {one['next']}, {comes}."


def _units(found):
    if found["one_unit_from_a_place"]:
        yield (
            f"Dari {number(found['asked'])} lulusan tanpa tempat yang diperiksa, "
            f"{number(found['one_unit_from_a_place'])} hanya kurang satu unit untuk diterima hari ini:"
        )
    for one in found["units"][:5]:
        yield f"  {one['unit']} tingkat {one['level']}: {number(one['would_be_placed'])} orang"


def _attention(market):
    empty, nobody = market["openings_nobody_may_fill"], market["units_nobody_holds"]
    if empty["count"]:
        openings = some(empty["opening_id"], empty["count"])
        yield f"{number(empty['count'])} lowongan tidak dapat diisi siapa pun: {openings}."
    if nobody["count"]:
        units = list(dict.fromkeys(one["unit"] for one in nobody["first"]))
        asked = f"{number(nobody['count'])} kali lowongan meminta unit yang tidak dimiliki siapa pun"
        yield f"{asked}: {some(units, len(units))}."


def some(names, count):
    return ", ".join(names[:5]) + (", …" if count > 5 else "")


def number(value):
    return f"{value:,}".replace(",", ".")


def decimal(value, digits=1):
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share, digits=1):
    return "–" if share is None else f"{decimal(100 * share, digits)} %"


def points(value):
    """Points of 1,000 as people say them: 61,2 of 100."""
    return "–" if value is None else decimal(value / 1000)


def signed_percent(share):
    return f"{'+' if share > 0 else ''}{decimal(100 * share)}"


def signed_points(value):
    return f"{'+' if value > 0 else ''}{points(value)}"


def interval(values, shown):
    estimate, low, high = map(shown, values)
    return f"{estimate} ({low} sampai {high})"
