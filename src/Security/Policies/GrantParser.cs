using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>Reads one grant of a role and spreads it over its types and interactions.</summary>
internal sealed class GrantParser(PolicyVocabulary vocabulary, List<Issue> issues)
{
    private const string ExtensionPrefix = "extension:";

    public void Read(PolicyJson json, string rule, Dictionary<(string, AccessInteraction), List<TypeGrant>> grants)
    {
        var types = vocabulary.Types(json.Texts("types", required: true), json.Join("types"));
        var interactions = json.Texts("interactions", required: true).Select(word => InteractionOf(word, json)).OfType<AccessInteraction>().Distinct().ToArray();
        var filter = json.Text("filter");
        var inCompartment = json.Flag("compartment");
        var isOwn = json.Flag("own");
        var visible = json.Has("visible") ? json.Texts("visible") : null;
        var hidden = json.Texts("hidden");
        json.Text("because");
        json.RefuseOthers();
        CheckShape(json, types, interactions, visible, hidden);
        foreach (var type in types)
        {
            CheckRows(json, type, filter, inCompartment);
            if (isOwn && type != "Subscription")
                issues.Add(PolicyJson.Problem("POLICY-OWN", json.Join("own"), $"The server keeps no owner of a {type}; 'own' is for Subscription."));
            var grant = new TypeGrant(rule, filter, inCompartment, vocabulary.Hidden(type, hidden, visible, json.Join(visible is null ? "hidden" : "visible")), Extensions(visible)) { IsOwn = isOwn };
            foreach (var interaction in interactions)
                ListOf(grants, (type, interaction)).Add(grant);
        }
    }

    private static string[] Extensions(IReadOnlyList<string>? visible) =>
        [.. (visible ?? []).Where(word => word.StartsWith(ExtensionPrefix, StringComparison.Ordinal)).Select(word => word[ExtensionPrefix.Length..])];

    private static List<TypeGrant> ListOf(Dictionary<(string, AccessInteraction), List<TypeGrant>> grants, (string, AccessInteraction) key)
    {
        if (!grants.TryGetValue(key, out var list))
            grants.Add(key, list = []);
        return list;
    }

    private void CheckRows(PolicyJson json, string type, string? filter, bool inCompartment)
    {
        if (filter is not null)
            vocabulary.CheckFilter(type, filter, json.Join("filter"));
        if (inCompartment)
            vocabulary.CheckCompartment(type, json.Join("compartment"));
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
