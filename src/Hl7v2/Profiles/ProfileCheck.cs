using System.Globalization;
using Carewright.Hl7v2.Structures;
using Carewright.Kernel;

namespace Carewright.Hl7v2.Profiles;

/// <summary>Holds a message against a profile. Used once.</summary>
internal sealed class ProfileCheck
{
    private const string Spec = "HL7 v2.8 ch. 2B.7";
    private readonly Dictionary<int, string> _places = [];
    private readonly List<Issue> _issues = [];

    internal ProfileCheck(Hl7Message message)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var segment in message.Segments())
        {
            var name = segment.Name;
            counts[name] = counts.GetValueOrDefault(name) + 1;
            _places[segment.Place] = string.Create(CultureInfo.InvariantCulture, $"{name}[{counts[name]}]");
        }
    }

    internal IReadOnlyList<Issue> Run(Hl7Group message, IReadOnlyList<ProfilePart> parts)
    {
        Group(message, parts);
        return _issues;
    }

    private void Group(Hl7Group group, IReadOnlyList<ProfilePart> parts)
    {
        // The same segment may stand at several places of a group: each place's rules hold for as many as it takes.
        foreach (var part in parts.GroupBy(part => part.Name).Select(same => same.First()))
        {
            var place = $"{group.Name}.{part.Name}";
            if (part.IsGroup)
            {
                var found = group.Groups.Where(one => one.Name == part.Name).ToList();
                Occurs(part.Occurs, found.Count, part.Name, place);
                foreach (var one in found)
                    Group(one, part.Parts);
                continue;
            }
            var segments = group.Segments.Where(segment => segment.Is(part.Name)).ToList();
            Occurs(part.Occurs, segments.Count, part.Name, place);
            foreach (var segment in segments)
                Segment(segment, part);
        }
        var known = parts.Where(part => !part.IsGroup).Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var segment in group.Segments.Where(segment => !known.Contains(segment.Name)))
            _issues.Add(Issue.Warning(IssueTypes.Structure, "V2-PROFILE-UNSPOKEN", $"The profile does not speak of {segment.Name} here.", _places[segment.Place], Spec));
    }

    private void Segment(Hl7Segment segment, ProfilePart part)
    {
        var place = _places[segment.Place];
        foreach (var item in part.Items)
            Field(segment[item.Number], item, string.Create(CultureInfo.InvariantCulture, $"{place}-{item.Number}"));
        for (var number = part.Items.Count + 1; part.Items.Count > 0 && number <= segment.FieldCount; number++)
        {
            if (!segment[number].IsEmpty)
                _issues.Add(Issue.Warning(IssueTypes.Structure, "V2-PROFILE-UNSPOKEN", "The profile does not speak of this field.", string.Create(CultureInfo.InvariantCulture, $"{place}-{number}"), Spec));
        }
    }

    private void Field(Hl7Value field, ProfileItem item, string place)
    {
        var values = field.Divide().Where(one => !one.Value.IsEmpty).ToList();
        Occurs(item.Occurs, values.Count, item.Name, place);
        if (item.Occurs.Usage == Usage.NotSupported)
            return;
        foreach (var (number, value) in values)
            Value(value, item, values.Count > 1 || number > 1 ? string.Create(CultureInfo.InvariantCulture, $"{place}[{number}]") : place);
    }

    private void Value(Hl7Value value, ProfileItem item, string place)
    {
        // What is said not to be there has no parts and no length.
        if (value.IsNull)
            return;
        if (item.Items.Count == 0 || item.Constant is not null)
            Text(value, item, place);
        foreach (var part in item.Items)
        {
            var inner = Part(value, part.Number);
            var at = string.Create(CultureInfo.InvariantCulture, $"{place}.{part.Number}");
            Occurs(part.Occurs, inner.IsEmpty ? 0 : 1, part.Name, at);
            if (!inner.IsEmpty && part.Occurs.Usage != Usage.NotSupported)
                Value(inner, part, at);
        }
        Rest(value, item, place);
    }

    private static Hl7Value Part(Hl7Value value, int number) => value.Divide().FirstOrDefault(part => part.Number == number).Value;

    private void Rest(Hl7Value value, ProfileItem item, string place)
    {
        if (item.Items.Count == 0)
            return;
        foreach (var (number, _) in value.Divide().Where(part => part.Number > item.Items.Count && !part.Value.IsEmpty))
            _issues.Add(Issue.Warning(IssueTypes.Structure, "V2-PROFILE-UNSPOKEN", "The profile does not speak of this part.", string.Create(CultureInfo.InvariantCulture, $"{place}.{number}"), Spec));
    }

    private void Text(Hl7Value value, ProfileItem item, string place)
    {
        var text = value.Text;
        if (item.Constant is { } constant && text != constant)
            _issues.Add(Issue.Error(IssueTypes.Value, "V2-PROFILE-VALUE", $"{Called(item.Name)} is '{constant}' in every message of the profile.", place, Spec));
        if (item.Items.Count > 0)
            return;
        if (text.Length > item.Length.Most)
            _issues.Add(Issue.Error(IssueTypes.TooLong, "V2-PROFILE-LENGTH", string.Create(CultureInfo.InvariantCulture, $"{Called(item.Name)} has at most {item.Length.Most} characters."), place, Spec));
        if (text.Length < item.Length.Least)
            _issues.Add(Issue.Error(IssueTypes.Value, "V2-PROFILE-LENGTH", string.Create(CultureInfo.InvariantCulture, $"{Called(item.Name)} has at least {item.Length.Least} characters."), place, Spec));
    }

    private void Occurs(Occurrence allowed, int count, string name, string place)
    {
        if (count > 0 && allowed.Usage == Usage.NotSupported)
            _issues.Add(Issue.Error(IssueTypes.NotSupported, "V2-PROFILE-NOT-SUPPORTED", $"{Called(name)} must not be there.", place, Spec));
        else if (count == 0 && allowed.Usage == Usage.Required)
            _issues.Add(Issue.Error(IssueTypes.Required, "V2-PROFILE-REQUIRED", $"{Called(name)} is missing.", place, Spec));
        else if (count > 0 && count < allowed.Least)
            _issues.Add(Issue.Error(IssueTypes.Required, "V2-PROFILE-LEAST", string.Create(CultureInfo.InvariantCulture, $"{Called(name)} must be there at least {allowed.Least} times."), place, Spec));
        else if (count > allowed.Most)
            _issues.Add(Issue.Error(IssueTypes.Structure, "V2-PROFILE-MOST", string.Create(CultureInfo.InvariantCulture, $"{Called(name)} may be there at most {allowed.Most} times."), place, Spec));
    }

    private static string Called(string name) => name.Length > 0 ? name : "It";
}
