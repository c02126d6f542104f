using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// Puts what a sender says of a thing into what the record has of it. An element that the message does not speak of stays; one that it says there is none of goes; identifiers and extensions are united. What a person
/// has changed since the sender last spoke of it is not overwritten: repeating the old value changes nothing, a new value is a conflict, which a person decides.
/// </summary>
internal sealed class Folding
{
    private static readonly HashSet<string> s_own = new(["resourceType", "id", "meta", "text", "contained"], StringComparer.Ordinal);

    // What people here know better than a sender who speaks of them the first time.
    private static readonly HashSet<string> s_known = new(["Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization", "Location"], StringComparer.Ordinal);
    private readonly TypeDefinition _type;
    private readonly JsonObject _current;
    private readonly Said _before;
    private readonly bool? _senderWins;

    private Folding(TypeDefinition type, JsonObject current, Said before, bool? senderWins) => (_type, _current, _before, _senderWins, Said) = (type, current, before, senderWins, before.With(before.Settled));

    private Said Said { get; }

    private List<string> Conflicts { get; } = [];

    /// <summary>Folds.</summary>
    /// <param name="current">What the record has.</param>
    /// <param name="message">What the message says.</param>
    /// <param name="cleared">Elements that it says there are none of.</param>
    /// <param name="before">What the sender has said of it until now.</param>
    /// <param name="senderWins">How a person has decided conflicts; null: nobody has been asked.</param>
    internal static Folded Fold(JsonObject current, JsonObject message, IReadOnlyList<string> cleared, Said before, bool? senderWins)
    {
        var type = FhirModel.R4.FindType((string)message["resourceType"]!)!;
        var folding = new Folding(type, current.DeepClone().AsObject(), before, senderWins);
        var spoken = folding.Groups(message);
        foreach (var element in cleared.Where(element => !spoken.ContainsKey(element)))
            spoken[element] = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (element, value) in spoken)
            folding.Take(element, value);
        return new Folded(folding._current, folding.Said, folding.Conflicts, !JsonNode.DeepEquals(current, folding._current));
    }

    /// <summary>What a message says of something new.</summary>
    /// <param name="message">It.</param>
    /// <param name="settled">What the keys of the message's new things become.</param>
    internal static Said Begin(JsonObject message, IReadOnlyDictionary<string, string> settled)
    {
        var said = new Said { Settled = settled };
        foreach (var (element, value) in new Folding(FhirModel.R4.FindType((string)message["resourceType"]!)!, [], said, null).Groups(message))
            said.Set(element, value);
        return said;
    }

    private void Take(string element, IReadOnlyDictionary<string, JsonNode?> value)
    {
        if (element is "identifier" or "extension" or "modifierExtension")
        {
            Unite(element, value);
            return;
        }
        var here = Members(_current, element);
        if (Same(here, value))
            Said.Set(element, value);
        else if (here.Count == 0 || IsAsSaid(element, here) || _senderWins == true)
            Replace(element, value);
        else if (_before.Is(element, value) || _senderWins == false || (!_before.Knows(element) && s_known.Contains(_type.Name)))
            Said.Set(element, value);
        else
            Conflicts.Add(element);
    }

    // What lies here is what the sender said last: nobody has changed it since.
    private bool IsAsSaid(string element, IReadOnlyDictionary<string, JsonNode?> here) => _before.Is(element, here);

    private void Replace(string element, IReadOnlyDictionary<string, JsonNode?> value)
    {
        foreach (var name in Members(_current, element).Keys)
            _current.Remove(name);
        foreach (var (name, node) in value)
            _current[name] = node?.DeepClone();
        Said.Set(element, value);
    }

    // Identifiers by system and value, extensions by address: what is there stays, what is new is added, an extension that is said anew takes the old one's place.
    private void Unite(string element, IReadOnlyDictionary<string, JsonNode?> value)
    {
        var list = _current[element] as JsonArray ?? [];
        foreach (var said in value.GetValueOrDefault(element) as JsonArray ?? [])
        {
            var same = list.FirstOrDefault(one => KeyOf(element, one) == KeyOf(element, said));
            if (same is not null && (element == "identifier" || JsonNode.DeepEquals(same, said)))
                continue;
            if (same is not null)
                list.Remove(same);
            list.Add(said?.DeepClone());
        }
        if (list.Count > 0 && list.Parent is null)
            _current[element] = list;
    }

    private static string KeyOf(string element, JsonNode? item) => element == "identifier" ? $"{Text(item, "system")}|{Text(item, "value")}" : Text(item, "url");

    private static string Text(JsonNode? item, string name) => item is JsonObject found && found[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static bool Same(IReadOnlyDictionary<string, JsonNode?> one, IReadOnlyDictionary<string, JsonNode?> other) =>
        one.Count == other.Count && one.All(member => other.TryGetValue(member.Key, out var node) && JsonNode.DeepEquals(member.Value, node));

    private Dictionary<string, IReadOnlyDictionary<string, JsonNode?>> Groups(JsonObject resource) =>
        resource.Where(member => !s_own.Contains(member.Key)).GroupBy(member => ElementOf(member.Key), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, IReadOnlyDictionary<string, JsonNode?> (group) => group.ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal), StringComparer.Ordinal);

    private Dictionary<string, JsonNode?> Members(JsonObject resource, string element) =>
        resource.Where(member => !s_own.Contains(member.Key) && ElementOf(member.Key) == element).ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);

    // "_birthDate" goes with birthDate, and valueQuantity takes the place of valueString.
    private string ElementOf(string member)
    {
        var name = member.TrimStart('_');
        return _type.Elements.FirstOrDefault(element => element.Name == name || (element.IsChoice && name.StartsWith(element.Name, StringComparison.Ordinal) && name.Length > element.Name.Length && char.IsAsciiLetterUpper(name[element.Name.Length])))?.Name ?? name;
    }
}

/// <summary>What came of folding.</summary>
/// <param name="Content">The resource as it is to be.</param>
/// <param name="Said">What the sender has said of it, this message included.</param>
/// <param name="Conflicts">Elements that both a person and the sender have changed.</param>
/// <param name="IsChanged">Whether it is other than what the record has.</param>
internal sealed record Folded(JsonObject Content, Said Said, IReadOnlyList<string> Conflicts, bool IsChanged);
