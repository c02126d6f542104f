using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;

namespace Carewright.Interfaces.Registries;

/// <summary>
/// Reads the answer to a query for immunizations (RSP^K11; CDC implementation guide 2.5.1, release 1.5). Each dose is read as if it had come in a message of its own (VXU^V04), so that a partner's maps, authorities and codes count.
/// </summary>
internal sealed class RegistryReader
{
    private const string NothingGiven = "998";
    private readonly Hl7Message _message;
    private readonly Lazy<DoseMapper> _mapper;
    private readonly List<RegistryDose> _doses = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<ForecastReader> _forecasts = [];

    private RegistryReader(ReadyPartner partner, Hl7Message message, DateTimeOffset at) => (_message, _mapper) = (message, new Lazy<DoseMapper>(() => new DoseMapper(partner, message, at)));

    /// <summary>What an answer says; null when it is none that can be read.</summary>
    /// <param name="partner">Who has answered.</param>
    /// <param name="message">The answer.</param>
    /// <param name="at">When it came.</param>
    internal static RegistryAnswer? Read(ReadyPartner partner, Hl7Message message, DateTimeOffset at)
    {
        if (message[0][9].Component(1).Text != "RSP" || message.Find("QAK") is not { } status)
            return null;
        return new RegistryReader(partner, message, at).Read(status[2].Text);
    }

    private RegistryAnswer? Read(string status)
    {
        var persons = _message.Segments().Where(segment => segment.Is("PID")).Select((segment, place) => PersonOf(segment, place + 1)).ToList();
        var isList = persons.Count > 1 || _message[0][21].Divide().Any(profile => profile.Value.Component(1).Text == "Z31");
        switch (status)
        {
            case "NF":
                return new RegistryAnswer(RegistryOutcome.Nobody, [], [], []);
            case "TM":
                return new RegistryAnswer(RegistryOutcome.TooMany, [], [], []);
            case "OK" when persons.Count > 0 && isList:
                return new RegistryAnswer(RegistryOutcome.Several, persons, [], []);
            case "OK" when persons.Count > 0:
                ReadDoses();
                return new RegistryAnswer(RegistryOutcome.Found, persons, _doses, [.. _forecasts.SelectMany(forecast => forecast.All)]);
            default:
                return null;
        }
    }

    // An order stands before its dose, what belongs to a dose after it.
    private void ReadDoses()
    {
        var (order, dose, below) = (-1, -1, new List<Hl7Segment>());
        foreach (var segment in _message.Segments())
        {
            if (segment.Is("ORC") || segment.Is("RXA"))
                Take(order, ref dose, below);
            if (segment.Is("ORC"))
                order = segment.Place;
            else if (segment.Is("RXA"))
                dose = segment.Place;
            else if (dose >= 0)
                below.Add(segment);
        }
        Take(order, ref dose, below);
    }

    private void Take(int order, ref int dose, List<Hl7Segment> below)
    {
        if (dose < 0)
            return;
        var (given, observations) = (_message[dose], new ForecastReader(below));
        if (given[5].Component(1).Text == NothingGiven)
            _forecasts.Add(observations);
        else if (given[21].Text != "D" && _mapper.Value.Map(order < 0 ? null : _message[order], given, below) is { } content)
            Add(content with { Number = observations.Text("30973-2"), IsValid = observations.Text("59781-5") switch { "Y" => true, "N" => false, _ => null }, IsAdministered = given[9].Component(1).Text == "00" });
        dose = -1;
        below.Clear();
    }

    private void Add(RegistryDose dose)
    {
        if (dose.Numbers.Count == 0 || _known.Add(dose.Numbers[0]))
            _doses.Add(dose);
    }

    private static RegistryPerson PersonOf(Hl7Segment person, int place)
    {
        var (name, address) = (person[5].Repetition(1), person[11].Repetition(1));
        return new RegistryPerson(place, Joined(", ", name.Component(1).Subcomponent(1).Text, Joined(" ", name.Component(2).Text, name.Component(3).Text)), ForecastReader.Day(person[7].Text), person[8].Text,
            Joined(", ", address.Component(1).Subcomponent(1).Text, address.Component(3).Text, address.Component(4).Text, address.Component(5).Text));
    }

    private static string Joined(string between, params IEnumerable<string> words) => string.Join(between, words.Where(word => word.Length > 0));
}
