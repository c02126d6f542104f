using System.Globalization;
using Carewright.Kernel;

namespace Carewright.Audit;

/// <summary>Parses the criteria of a search of AuditEvents. What it does not know is an issue: a filter is never dropped silently.</summary>
/// <param name="usersOf">User names of the accounts that stand for a resource (<c>Practitioner/1</c>); none when there is no such account.</param>
public sealed class AuditEventSearchParser(Func<string, IReadOnlyList<string>> usersOf)
{
    private const int DefaultCount = 50;
    private const int MostCount = 500;
    private const int MostValues = 50;
    private readonly List<Issue> _issues = [];
    private readonly List<Func<AuditRecord, bool>> _tests = [];
    private AuditFilter _filter = new();
    private int _count = DefaultCount;
    private long? _before;

    /// <summary>Parses; use an instance once.</summary>
    public AuditEventSearchOutcome Parse(IEnumerable<KeyValuePair<string, string>> criteria)
    {
        foreach (var (name, value) in criteria)
            Take(name, value);
        return _issues.Count > 0 ? new(null, _issues) : new(new AuditEventSearch(_filter, _tests, _count, _before), []);
    }

    private void Take(string name, string value)
    {
        var values = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (values.Length is 0 or > MostValues)
            Wrong(name, $"Give a value, and {MostValues} at most.");
        else if (!TakeControl(name, value) && !TakeParameter(name, values))
            Wrong(name, "There is no such parameter of AuditEvent here.");
    }

    private bool TakeControl(string name, string value)
    {
        switch (name)
        {
            case "_format" or "_pretty":
                return true;
            case "_count":
                if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
                    _count = Math.Min(count, MostCount);
                else
                    Wrong(name, "Must be a whole number from 1.");
                return true;
            case "_cursor":
                if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
                    _before = before;
                else
                    Wrong(name, "Not a page of this search.");
                return true;
            case "_sort":
                if (value != "-date")
                    Wrong(name, "The log is read newest first: '-date'.");
                return true;
            default:
                return false;
        }
    }

    private bool TakeParameter(string name, string[] values)
    {
        switch (name)
        {
            case "_id":
                TakeIds(values);
                return true;
            case "date":
                TakeDate(values);
                return true;
            case "patient":
                TakePatients(values);
                return true;
            case "agent":
                TakeUsers([.. values.SelectMany(usersOf)]);
                return true;
            case "agent:identifier":
                TakeUsers([.. values.Select(value => value[(value.LastIndexOf('|') + 1)..].ToLowerInvariant())]);
                return true;
            case "agent-name":
                _tests.Add(record => values.Any(value => record.Display.StartsWith(value, StringComparison.OrdinalIgnoreCase)));
                return true;
            case "entity":
                TakeEntities(values);
                return true;
            case "action":
                TakeActions(values);
                return true;
            case "outcome":
                var outcomes = values.Select(CodeOf).ToArray();
                _tests.Add(record => outcomes.Contains(AuditEventKind.OutcomeOf(record).ToString(), StringComparer.Ordinal));
                return true;
            case "type":
                _tests.Add(record => values.Any(value => IsCoding(AuditEventKind.Of(record).Type, value)));
                return true;
            case "subtype":
                _tests.Add(record => values.Any(value => AuditEventKind.Of(record).Subtypes.Any(subtype => IsCoding(subtype, value))));
                return true;
            default:
                return false;
        }
    }

    // A record's id carries its time to the millisecond (RFC 9562, UUID version 7), and that leads to its place.
    private void TakeIds(string[] values)
    {
        if (values.Length == 1 && AuditTrail.TimeOf(values[0]) is { } at)
            Narrow(at, at.AddMilliseconds(1));
        _tests.Add(record => values.Contains(record.Id, StringComparer.OrdinalIgnoreCase));
    }

    private void TakeDate(string[] values)
    {
        if (values.Length != 1)
        {
            Wrong("date", "Give one value; repeat the parameter for a range.");
            return;
        }
        var prefix = values[0].Length > 2 && char.IsAsciiLetter(values[0][0]) ? values[0][..2] : "eq";
        var text = char.IsAsciiLetter(values[0][0]) && values[0].Length > 2 ? values[0][2..] : values[0];
        if (FhirSpan.Parse(text) is not { } span)
        {
            Wrong("date", "Must be a FHIR date or dateTime with a time zone.");
            return;
        }
        switch (prefix)
        {
            case "eq": Narrow(span.Low, span.High); break;
            case "ge": Narrow(span.Low, null); break;
            case "gt" or "sa": Narrow(span.High.AddTicks(1), null); break;
            case "le": Narrow(null, span.High); break;
            case "lt" or "eb": Narrow(null, span.Low.AddTicks(-1)); break;
            default: Wrong("date", "Prefixes are eq, ge, gt, sa, le, lt and eb."); break;
        }
    }

    private void TakePatients(string[] values)
    {
        var patients = values.Select(value => value.StartsWith("Patient/", StringComparison.Ordinal) ? value : "Patient/" + value).ToArray();
        if (patients.Length == 1 && _filter.Patient is null)
            _filter = _filter with { Patient = patients[0] };
        else
            _tests.Add(record => record.Patients.Any(patient => patients.Contains(patient, StringComparer.Ordinal)));
    }

    private void TakeUsers(string[] users)
    {
        if (users.Length == 1 && _filter.User is null)
            _filter = _filter with { User = users[0] };
        else
            _tests.Add(record => users.Contains(record.UserName, StringComparer.Ordinal));
    }

    private void TakeEntities(string[] values)
    {
        if (values.Length == 1 && values[0].StartsWith("Patient/", StringComparison.Ordinal) && _filter.Patient is null)
            _filter = _filter with { Patient = values[0] };
        else
            _tests.Add(record => record.Patients.Concat(record.Resources).Any(reference => values.Any(value => IsVersionOf(reference, value))));
    }

    private static bool IsVersionOf(string reference, string value) =>
        reference.StartsWith(value, StringComparison.Ordinal) && (reference.Length == value.Length || reference.AsSpan(value.Length).StartsWith("/_history/", StringComparison.Ordinal));

    private void TakeActions(string[] values)
    {
        var codes = values.Select(CodeOf).ToArray();
        if (codes.Except(["C", "R", "U", "D", "E"], StringComparer.Ordinal).Any())
            Wrong("action", "Must be C, R, U, D or E.");
        var key = codes is [var only] ? only switch { "C" => "create", "U" => "update", "D" => "delete", "R" => "read", _ => null } : null;
        if (key is not null && _filter.Action is null)
            _filter = _filter with { Action = key };
        _tests.Add(record => codes.Contains(AuditEventKind.ActionOf(record).ToString(), StringComparer.Ordinal));
    }

    private void Narrow(DateTimeOffset? from, DateTimeOffset? to) => _filter = _filter with
    {
        From = from is null || _filter.From > from ? _filter.From : from,
        To = to is null || _filter.To < to ? _filter.To : to,
    };

    // A token of a required code: with or without its system.
    private static string CodeOf(string value) => value[(value.LastIndexOf('|') + 1)..];

    private static bool IsCoding(EventCoding coding, string value) =>
        value.IndexOf('|', StringComparison.Ordinal) is >= 0 and var bar
            ? coding.System == value[..bar] && (bar == value.Length - 1 || coding.Code == value[(bar + 1)..])
            : coding.Code == value;

    private void Wrong(string name, string message) =>
        _issues.Add(Issue.Error(IssueTypes.Value, "AUDIT-SEARCH", message, name.Length <= 40 ? name : null, "FHIR R4 auditevent.html#search"));
}
