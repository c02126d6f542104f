using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>Reads one grant of a role and spreads it over its types and interactions.</summary>
internal sealed class GrantParser(PolicyVocabulary vocabulary, List<Issue> issues)
{
    private const string ExtensionPrefix = "extension:";
    private const int MostDays = 3650;

    public void Read(PolicyJson json, string rule, GrantOccasion occasion, Dictionary<(string, AccessInteraction), List<TypeGrant>> grants)
    {
        var types = vocabulary.Types(json.Texts("types", required: true), json.Join("types"));
        var interactions = json.Texts("interactions", required: true).Select(word => InteractionOf(word, json)).OfType<AccessInteraction>().Distinct().ToArray();
        var visible = json.Has("visible") ? json.Texts("visible") : null;
        var hidden = json.Texts("hidden");
        var common = ReadConditions(json, rule, occasion);
        json.Text("because");
        json.RefuseOthers();
        CheckShape(json, types, interactions, visible, hidden);
        // What belongs to no patient is no patient's record: a group may name it, the broken glass does not open it.
        foreach (var type in types.Where(type => occasion != GrantOccasion.BrokenGlass || vocabulary.IsInCompartment(type)))
        {
            CheckRows(json, type, common);
            var grant = common with { Hidden = vocabulary.Hidden(type, hidden, visible, json.Join(visible is null ? "hidden" : "visible")), VisibleExtensions = Extensions(visible) };
            foreach (var interaction in interactions)
                ListOf(grants, (type, interaction)).Add(grant);
        }
    }

    private TypeGrant ReadConditions(PolicyJson json, string rule, GrantOccasion occasion)
    {
        var times = json.Texts("times");
        foreach (var name in times.Where(name => !vocabulary.HasTime(name)))
            issues.Add(PolicyJson.Problem("POLICY-UNKNOWN-TIME", json.Join("times"), $"There is no time window '{name}'."));
        return new TypeGrant(rule, json.Text("filter"), json.Flag("compartment"), [], [])
        {
            IsOwn = json.Flag("own"),
            Purposes = json.Texts("purposes"),
            Sites = json.Texts("sites"),
            Departments = json.Texts("departments"),
            Times = times,
            Relationship = ReadRelationship(json),
            Occasion = occasion,
        };
    }

    private RelationshipRule? ReadRelationship(PolicyJson json)
    {
        if (json.Object("relationship") is not { } relation)
            return null;
        var kinds = CareRelationship.None;
        foreach (var word in relation.Texts("any", required: true))
        {
            if (RelationshipRule.Words.TryGetValue(word, out var kind))
                kinds |= kind;
            else
                issues.Add(PolicyJson.Problem("POLICY-RELATIONSHIP", relation.Join("any"), $"'{word}' is not one of {string.Join(", ", RelationshipRule.Words.Keys)}."));
        }
        var days = relation.Has("days") ? relation.Integer("days") ?? 0 : 0;
        relation.RefuseOthers();
        if (kinds == CareRelationship.None || days > MostDays)
            issues.Add(PolicyJson.Problem("POLICY-RELATIONSHIP", relation.Place, $"A relationship names at least one kind, and at most {MostDays} days."));
        if (kinds.HasFlag(CareRelationship.Proxy) && (kinds != CareRelationship.Proxy || days > 0))
            issues.Add(PolicyJson.Problem("POLICY-RELATIONSHIP", relation.Place, "A proxy stands alone, without days: care for a patient is something else."));
        return new RelationshipRule(kinds, days);
    }

    private static string[] Extensions(IReadOnlyList<string>? visible) =>
        [.. (visible ?? []).Where(word => word.StartsWith(ExtensionPrefix, StringComparison.Ordinal)).Select(word => word[ExtensionPrefix.Length..])];

    private static List<TypeGrant> ListOf(Dictionary<(string, AccessInteraction), List<TypeGrant>> grants, (string, AccessInteraction) key)
    {
        if (!grants.TryGetValue(key, out var list))
            grants.Add(key, list = []);
        return list;
    }

    private void CheckRows(PolicyJson json, string type, TypeGrant grant)
    {
        if (grant.Filter is { } filter)
            vocabulary.CheckFilter(type, filter, json.Join("filter"));
        if (grant.InCompartment)
            vocabulary.CheckCompartment(type, json.Join("compartment"));
        if (grant.Relationship is not null)
            vocabulary.CheckCompartment(type, json.Join("relationship"));
        if (grant.IsOwn && type != "Subscription")
            issues.Add(PolicyJson.Problem("POLICY-OWN", json.Join("own"), $"The server keeps no owner of a {type}; 'own' is for Subscription."));
    }

    private void CheckShape(PolicyJson json, IReadOnlyList<string> types, AccessInteraction[] interactions, IReadOnlyList<string>? visible, IReadOnlyList<string> hidden)
    {
        if (visible is not null && hidden.Count > 0)
            issues.Add(PolicyJson.Problem("POLICY-VISIBLE-AND-HIDDEN", json.Place, "A grant has 'visible' or 'hidden', not both."));
        if (hidden.Any(word => word.StartsWith(ExtensionPrefix, StringComparison.Ordinal)))
            issues.Add(PolicyJson.Problem("POLICY-HIDDEN-EXTENSION", json.Join("hidden"), "Single extensions can be made visible, not hidden: hide 'extension'."));
        if (types.Count == 0 || interactions.Length == 0)
            issues.Add(PolicyJson.Problem("POLICY-EMPTY-GRANT", json.Place, "A grant names at least one type and one interaction."));
    }

    private AccessInteraction? InteractionOf(string word, PolicyJson json)
    {
        AccessInteraction? interaction = word switch
        {
            "read" => AccessInteraction.Read,
            "search" => AccessInteraction.Search,
            "create" => AccessInteraction.Create,
            "update" => AccessInteraction.Update,
            "delete" => AccessInteraction.Delete,
            _ => null,
        };
        if (interaction is null)
            issues.Add(PolicyJson.Problem("POLICY-UNKNOWN-INTERACTION", json.Join("interactions"), $"'{word}' is not one of read, search, create, update, delete."));
        return interaction;
    }
}
