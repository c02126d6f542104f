using Carewright.Hl7v2;

namespace Carewright.Sandbox.Tests.Hospital;

/// <summary>A hospital as somebody sees it who has only its messages.</summary>
internal sealed class HospitalAsSeen
{
    private readonly Dictionary<string, SeenVisit> _visits = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _controlIds = new(StringComparer.Ordinal);

    /// <summary>Takes a message; what cannot be, or null.</summary>
    public string? Take(Hl7Message message)
    {
        var (trigger, patient, visit) = (message.Text("MSH-9.2"), message.Text("PID-3.1"), message.Text("PV1-19.1"));
        if (!_controlIds.Add(message.Text("MSH-10")))
            return "a control id is used twice";
        if (_gone.Contains(patient))
            return $"{trigger} of a number that was merged away";
        var fault = trigger switch
        {
            "A01" or "A04" => Begin(message, patient, visit),
            "A31" => _known.Contains(patient) ? null : "A31 of somebody unknown",
            "A40" => Merge(message.Text("MRG-1.1"), patient),
            _ => Go(trigger, message, patient, visit),
        };
        _known.Add(patient);
        return fault;
    }

    private string? Begin(Hl7Message message, string patient, string visit)
    {
        if (_visits.Values.Any(other => other.Patient == patient && other.State == 'o'))
            return "a second stay beside an open one";
        return _visits.TryAdd(visit, new SeenVisit(patient) { Place = message.Text("PV1-3") }) ? null : "a visit number is used twice";
    }

    private string? Merge(string gone, string survivor)
    {
        if (gone == survivor || !_known.Contains(gone) || !_known.Contains(survivor) || !_gone.Add(gone))
            return "a merge of what is not there";
        return _visits.Values.Any(visit => visit.Patient == gone && visit.State == 'o') ? "a merge of somebody with an open stay" : null;
    }

    private string? Go(string trigger, Hl7Message message, string patient, string number)
    {
        if (!_visits.TryGetValue(number, out var visit) || visit.Patient != patient)
            return $"{trigger} of no visit";
        var needed = trigger is "A13" or "T02" ? 'e' : 'o';
        if (visit.State != needed)
            return $"{trigger} of a visit that is {visit.State}";
        switch (trigger)
        {
            case "A02" when message.Text("PV1-6") != visit.Place || message.Text("PV1-3") == visit.Place:
                return "a transfer from elsewhere, or to the same bed";
            case "A11" when visit.HasEvents:
                return "an admission is taken back after something has happened";
            case "T02" when visit.IsSummed:
                return "a second summary";
            case "A03" when string.CompareOrdinal(message.Text("PV1-45"), message.Text("PV1-44")) < 0:
                return "an end before the beginning";
        }
        visit.State = trigger switch { "A03" => 'e', "A11" => 'c', "A13" => 'o', _ => visit.State };
        (visit.HasEvents, visit.IsSummed) = (true, visit.IsSummed || trigger == "T02");
        visit.Place = trigger == "ORU" || message.Text("PV1-3").Length == 0 ? visit.Place : message.Text("PV1-3");
        return null;
    }

    private sealed class SeenVisit(string patient)
    {
        public string Patient => patient;

        public char State { get; set; } = 'o';

        public string Place { get; set; } = "";

        public bool HasEvents { get; set; }

        public bool IsSummed { get; set; }
    }
}
