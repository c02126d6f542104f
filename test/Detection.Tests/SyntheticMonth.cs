using System.Globalization;
using Carewright.Audit;
using Carewright.Detection.People;

namespace Carewright.Detection.Tests;

/// <summary>An attack that was planted: the rule that must find it, and of whom.</summary>
internal sealed record Planted(string Rule, string Subject);

/// <summary>
/// Two months of a clinic of 40 people and 6,000 patients, from a seed: a month to learn, a month to judge, with attacks planted in the second. Staff work their hours, open the charts of who comes, call back, cover for
/// each other, mistype passwords, read namesakes' charts by chance and now and then a stranger's.
/// </summary>
internal sealed class SyntheticMonth
{
    public static readonly DateTimeOffset Start = new(2026, 4, 6, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Judged = Start.AddDays(28);
    private const int StaffCount = 40;
    private const int PatientCount = 6000;
    private static readonly string[] s_roles = ["physician", "nurse", "medical-assistant", "front-desk"];
    private readonly Random _random;
    private readonly List<AuditRecord> _records = [];
    private readonly List<Planted> _planted = [];
    private int _number;

    public SyntheticMonth(int seed)
    {
        _random = new Random(seed);
        AddPeople();
        for (var day = 0; day < 56; day++)
            Work(day);
        Plant();
        _records.Sort((one, other) => one.At.CompareTo(other.At));
    }

    public SmallClinic Clinic { get; } = new();

    public IReadOnlyList<AuditRecord> Records => _records;

    public IReadOnlyList<Planted> Planted => _planted;

    public const string PlacesCsv = "cidr,latitude,longitude\n10.0.0.0/8,40.7,-74.0\n203.0.113.0/24,52.5,13.4\n";

    private static string UserOf(int number) => string.Create(CultureInfo.InvariantCulture, $"staff{number}");

    private static string PatientOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Patient/{number}");

    private static string RoleOf(string user) => s_roles[int.Parse(user.AsSpan("staff".Length), CultureInfo.InvariantCulture) % s_roles.Length];

    private void AddPeople()
    {
        for (var i = 0; i < StaffCount; i++)
            Clinic.Staff[UserOf(i)] = Person(i + 100_000);
        for (var i = 0; i < PatientCount; i++)
            Clinic.Patients[PatientOf(i)] = Person(i);
        // Some of the staff are patients; some share a family name with a patient, or a street.
        for (var i = 0; i < 5; i++)
            Clinic.Patients[PatientOf(i)] = Clinic.Staff[UserOf(i)];
        Clinic.Patients[PatientOf(10)] = Person(10) with { IsVip = true };
        Clinic.Patients[PatientOf(11)] = Person(11) with { IsHoney = true };
    }

    private static PersonFacets Person(int number) => SmallClinic.Person(
        string.Create(CultureInfo.InvariantCulture, $"family{number % 1499}"), string.Create(CultureInfo.InvariantCulture, $"given{number}"),
        string.Create(CultureInfo.InvariantCulture, $"home{number}"), string.Create(CultureInfo.InvariantCulture, $"street{number / 20}"));

    // A day: 20 patients for each of the staff who are in, at their hours in New York (UTC-4 in this season).
    private void Work(int day)
    {
        var date = Start.AddDays(day);
        if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            return;
        for (var staff = 0; staff < StaffCount - 2; staff++)
        {
            if (_random.Next(12) == 0)
                continue;
            WorkOf(UserOf(staff), date);
            // The clinic's machines forget their browsers' memory now and then.
            if ((day + staff) % 9 == 0)
                MeetBrowser(UserOf(staff), date.AddHours(12).AddMinutes(61), "Firefox on Windows", $"10.1.{staff}.7");
        }
    }

    private void WorkOf(string user, DateTimeOffset date)
    {
        var start = date.AddHours(12).AddMinutes(_random.Next(60));
        var address = $"10.1.{user["staff".Length..]}.7";
        while (_random.Next(10) == 0)
            Add(user, start.AddSeconds(_random.Next(20)), "sign-in", address, AuditOutcome.Failed);
        Add(user, start.AddSeconds(30), "sign-in", address);
        for (var i = 0; i < 20; i++)
            Visit(user, start.AddMinutes(10 + (i * 24)), address);
        // Once in a while a chart with no visible reason: a call from another clinic, a wrong click.
        if (_random.Next(25) == 0)
            Look(user, start.AddMinutes(_random.Next(400)), PatientOf(_random.Next(20, PatientCount)), address);
    }

    private void Visit(string user, DateTimeOffset at, string address)
    {
        var patient = PatientOf(_random.Next(20, PatientCount));
        Clinic.Visits.Add((patient, DateOnly.FromDateTime(at.UtcDateTime)));
        for (var look = 0; look < 1 + _random.Next(4); look++)
            Look(user, at.AddSeconds(look * 40), patient, address);
    }

    private void Look(string user, DateTimeOffset at, string patient, string address = "10.1.1.7", string client = "app") => Add(user, at, "read", address, patient: patient, client: client);

    // Two records of one sign-in, as the server writes them.
    private void MeetBrowser(string user, DateTimeOffset at, string kind, string address)
    {
        Add(user, at, "sign-in", address);
        Add(user, at.AddMilliseconds(40), "new-device", address, query: "agent=" + kind);
    }

    private void Add(string user, DateTimeOffset at, string interaction, string address, AuditOutcome outcome = AuditOutcome.Success, string? patient = null, string client = "app", string? query = null) =>
        _records.Add(new AuditRecord(
            string.Create(CultureInfo.InvariantCulture, $"record-{_number++}"), at, user, user, user.StartsWith("staff", StringComparison.Ordinal) ? RoleOf(user) : "", "Location/main", null, client, address, "TREAT",
            interaction == "read" ? "read" : "execute", interaction, outcome, 200, patient is null ? null : "Patient", query, null, patient is null ? [] : [patient], patient is null ? [] : [patient]));

    private void Plant()
    {
        var day = Judged.AddDays(2).AddHours(15);
        Repeat(12, i => Add("staff6", day.AddSeconds(i * 20), "sign-in", "10.1.6.7", AuditOutcome.Failed), new Planted("failed-sign-ins", "staff6"));
        Repeat(9, i => Add(UserOf(i + 10), day.AddHours(1).AddSeconds(i * 15), "sign-in", "198.51.100.4", AuditOutcome.Failed), new Planted("stuffing-from-one-address", "198.51.100.4"));
        Repeat(7, i => Add("staff7", day.AddHours(2 + i), "sign-in", $"198.51.{100 + i}.9", AuditOutcome.Failed), new Planted("stuffing-from-many-addresses", "staff7"));
        LookAtVisitor("staff8", day.AddHours(2.8));
        Repeat(1, _ => MeetBrowser("staff8", day.AddHours(3), "Chrome on Linux", "203.0.113.9"),
            new Planted("new-place", "staff8"), new Planted("impossible-travel", "staff8"), new Planted("new-device", "staff8"), new Planted("impossible-travel-new-device", "staff8"));
        LookAtVisitor("staff27", day.AddHours(2.8));
        Repeat(1, _ => Add("staff27", day.AddHours(3), "sign-in", "203.0.113.10"), new Planted("impossible-travel", "staff27"));
        Repeat(1, _ => MeetBrowser("staff26", day.AddHours(4), "Chrome on Linux", "10.1.26.7"), new Planted("new-device", "staff26"));
        day = Judged.AddDays(7).AddHours(16);
        Repeat(9, i => Look("staff9", day.AddMinutes(i * 7), Stranger(i)), new Planted("no-relationship", "staff9"));
        for (var week = 0; week < 24; week++)
            Look("staff12", Judged.AddDays(week).AddHours(15), Stranger(100 + week));
        _planted.Add(new("slow-drip", "staff12"));
        Repeat(1, _ => Look("staff13", day, PatientOf(3)), new Planted("colleague", "staff13"));
        Clinic.Patients[PatientOf(12)] = SmallClinic.Person("other", "wife", "home100014", "street5000");
        Repeat(1, _ => Look("staff14", day, PatientOf(12)), new Planted("relative-by-address", "staff14"));
        Clinic.Patients[PatientOf(13)] = SmallClinic.Person(Clinic.Staff["staff15"].Family.First(), "cousin", "far", "away");
        Repeat(1, _ => Look("staff15", day, PatientOf(13)), new Planted("relative-by-name", "staff15"));
        Clinic.Patients[PatientOf(14)] = SmallClinic.Person("else", "who", "next door", Clinic.Staff["staff16"].Streets.First());
        Repeat(1, _ => Look("staff16", day, PatientOf(14)), new Planted("neighbour", "staff16"));
        Repeat(1, _ => Look("staff17", day, PatientOf(10)), new Planted("vip", "staff17"));
        Repeat(1, _ => Look("staff2", day.AddHours(1), PatientOf(2)), new Planted("self", "staff2"));
        Repeat(1, _ => Look("staff18", day, PatientOf(11)), new Planted("honey-record", "staff18"));
        day = Judged.AddDays(9).AddHours(14);
        Repeat(120, i => LookAtVisitor("staff20", day.AddSeconds(i * 25)), new Planted("burst", "staff20"));
        Repeat(6, i => LookAtVisitor("staff21", Judged.AddDays(10).AddHours(6).AddMinutes(i * 9)), new Planted("after-hours", "staff21"));
        Repeat(12, i => Add("staff22", day.AddMinutes(i * 5), "export", "10.1.22.7"), new Planted("mass-export", "staff22"));
        Repeat(25, i => Add("staff23", day.AddMinutes(i * 5), "print", "10.1.23.7", patient: Visitor()), new Planted("mass-print", "staff23"));
        Add("staff38", Start.AddHours(13), "sign-in", "10.1.38.7");
        Add("staff38", Judged.AddDays(27).AddHours(90 * 24), "sign-in", "10.1.38.7");
        _planted.Add(new("dormant-account", "staff38"));
        Clinic.Disabled.Add("staff39");
        Repeat(3, i => Add("staff39", day.AddMinutes(i), "sign-in", "10.1.39.7", AuditOutcome.Failed), new Planted("disabled-account", "staff39"));
        Repeat(260, i => Add("staff24", day.AddSeconds(i), "read", "10.1.24.7", patient: Visitor(), client: "token"), new Planted("scraping", "staff24"));
        Repeat(40, i => Add("staff25", day.AddSeconds(i * 10), "read", "10.1.25.7", AuditOutcome.Refused), new Planted("refusals", "staff25"));
    }

    private void Repeat(int times, Action<int> act, params Planted[] planted)
    {
        for (var i = 0; i < times; i++)
            act(i);
        _planted.AddRange(planted);
    }

    // Patients who were never there.
    private string Stranger(int number)
    {
        var reference = PatientOf(PatientCount + number);
        Clinic.Patients[reference] = SmallClinic.Person($"stranger{number}", "x", $"h{number}", $"s{number}");
        return reference;
    }

    private string Visitor() => Clinic.Visits.Where(visit => visit.Day >= DateOnly.FromDateTime(Judged.UtcDateTime)).ElementAt(_random.Next(2000)).Patient;

    private void LookAtVisitor(string user, DateTimeOffset at) => Look(user, at, Visitor(), $"10.1.{user["staff".Length..]}.7");
}
