using System.Globalization;
using System.Text.Json.Nodes;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>
/// Makes the CarePlan that a PlanDefinition describes for one subject (FHIR R4 plandefinition-operation-apply.html): a contained RequestGroup with the actions whose conditions hold, the contained requests of their activities,
/// and the goals. One instance serves one request.
/// </summary>
internal sealed class PlanApplication(ApplyScope scope, DefinitionReader definitions)
{
    private const int MostActions = 1000;
    private const int MostNested = 8;
    private static readonly string[] s_refused = ["definitionUri", "transform"];
    private readonly JsonArray _contained = [];
    private readonly JsonArray _goals = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];
    private int _actions;

    internal async Task<JsonObject> ApplyAsync(JsonObject plan)
    {
        var context = scope.Context;
        var group = new JsonObject { ["resourceType"] = "RequestGroup", ["id"] = "requests", ["status"] = "draft", ["intent"] = "proposal", ["subject"] = ApplyContext.Reference(context.Subject), ["authoredOn"] = ActivityApplication.Instant(context.Now) };
        var care = new JsonObject { ["resourceType"] = "CarePlan", ["status"] = "draft", ["intent"] = "proposal", ["subject"] = ApplyContext.Reference(context.Subject), ["created"] = ActivityApplication.Instant(context.Now) };
        foreach (var made in new[] { group, care })
        {
            if (ApplyContext.Reference(context.Encounter) is { } encounter)
                made["encounter"] = encounter;
            if (context.Requester is { } author)
                made["author"] = author;
            if (ActivityApplication.Canonical(plan) is { } canonical)
                made["instantiatesCanonical"] = new JsonArray(canonical);
        }
        JsonCopy.Same(plan, care, "title", "description");
        // Its place is kept before its actions are made: what they contain comes after it.
        _contained.Add((JsonNode)group);
        if (await PlanAsync(plan, "PlanDefinition").ConfigureAwait(false) is { Count: > 0 } actions)
            group["action"] = actions;
        care["contained"] = _contained;
        if (_goals.Count > 0)
            care["goal"] = _goals;
        care["activity"] = new JsonArray(new JsonObject { ["reference"] = new JsonObject { ["reference"] = "#requests" } });
        DropLost(group);
        return care;
    }

    private async Task<JsonArray> PlanAsync(JsonObject plan, string place)
    {
        foreach (var (goal, _) in JsonCopy.Items(plan, "goal", place))
            Goal(goal);
        return await ActionsAsync(plan, plan, place).ConfigureAwait(false);
    }

    private async Task<JsonArray> ActionsAsync(JsonObject plan, JsonObject parent, string place)
    {
        var actions = new JsonArray();
        foreach (var (definition, at) in JsonCopy.Items(parent, "action", place))
        {
            if (++_actions > MostActions)
            {
                scope.Refuse($"A plan of more than {MostActions} actions", at);
                break;
            }
            if (Applies(definition, at) && await ActionAsync(plan, definition, at).ConfigureAwait(false) is { } action)
                actions.Add((JsonNode)action);
        }
        return actions;
    }

    private bool Applies(JsonObject definition, string place) => JsonCopy.Items(definition, "condition", place)
        .Where(condition => (string?)condition.Item["kind"] == "applicability")
        .ToList()
        .TrueForAll(condition => scope.Holds(condition.Item["expression"] as JsonObject, condition.Place + ".expression"));

    private async Task<JsonObject?> ActionAsync(JsonObject plan, JsonObject definition, string place)
    {
        var action = new JsonObject();
        JsonCopy.Same(
            definition, action, "id", "prefix", "title", "description", "textEquivalent", "priority", "code", "documentation", "relatedAction", "type", "groupingBehavior", "selectionBehavior", "requiredBehavior", "precheckBehavior", "cardinalityBehavior");
        JsonCopy.Choice(definition, "timing", action, "timing");
        // That it applies is settled; when it begins and ends is for whoever carries it out.
        if (JsonCopy.Items(definition, "condition", place).Where(condition => (string?)condition.Item["kind"] != "applicability").Select(condition => condition.Item.DeepClone()).ToArray() is { Length: > 0 } others)
            action["condition"] = new JsonArray(others);
        if (Participants(definition, place) is { Count: > 0 } participants)
            action["participant"] = participants;
        foreach (var name in s_refused.Where(definition.ContainsKey))
            scope.Refuse($"'{name}' of an action", $"{place}.{name}");
        var request = (string?)definition["definitionCanonical"] is { } canonical ? await DefinitionAsync(plan, action, canonical, place).ConfigureAwait(false) : null;
        if (request is not null)
            DynamicValue.ApplyAll(definition, place, request, (string)request["resourceType"]!, scope);
        else
            DynamicValue.ApplyAll(definition, place, action, "RequestGroup.action", scope);
        foreach (var nested in (await ActionsAsync(plan, definition, place).ConfigureAwait(false)).ToList())
            Nested(action).Add(nested!.DeepClone());
        return Formed(definition, action);
    }

    // An action has a resource or actions, and not both (FHIR R4 RequestGroup rqg-1): a resource beside actions becomes the first of them, a group in which nothing applies is none, and what somebody is merely told to do is a Task.
    private JsonObject? Formed(JsonObject definition, JsonObject action)
    {
        if (action["resource"] is { } resource && action["action"] is JsonArray actions)
        {
            action.Remove("resource");
            actions.Insert(0, new JsonObject { ["resource"] = resource.DeepClone() });
        }
        else if (!action.ContainsKey("resource") && !action.ContainsKey("action"))
        {
            if (definition.ContainsKey("action"))
                return null;
            Contain(action, ActivityApplication.TaskOf((string?)definition["description"] ?? (string?)definition["title"] ?? (string?)definition["textEquivalent"], scope.Context));
        }
        return action;
    }

    // An activity becomes a request that the action names; a plan becomes actions within it.
    private async Task<JsonObject?> DefinitionAsync(JsonObject plan, JsonObject action, string canonical, string place)
    {
        if (_path.Contains(canonical) || _path.Count == MostNested)
        {
            scope.Refuse(_path.Contains(canonical) ? $"A plan that contains itself ({canonical})" : $"A plan of more than {MostNested} plans within plans", place + ".definitionCanonical");
            return null;
        }
        if (await definitions.FindAsync(plan, canonical).ConfigureAwait(false) is not { } definition)
        {
            scope.Refuse($"The definition {canonical}, which is neither in the record, for you to see, nor in a package,", place + ".definitionCanonical");
            return null;
        }
        _path.Add(canonical);
        try
        {
            var within = $"{place}.definitionCanonical.resolve()";
            switch ((string?)definition["resourceType"])
            {
                case "ActivityDefinition":
                    return Contain(action, ActivityApplication.Apply(definition, scope, within));
                case "PlanDefinition":
                    foreach (var nested in (await PlanAsync(definition, within).ConfigureAwait(false)).ToList())
                        Nested(action).Add(nested!.DeepClone());
                    return null;
                case "Questionnaire":
                    return Contain(action, ActivityApplication.TaskOfForm(definition, scope.Context));
                default:
                    scope.Refuse($"A {(string?)definition["resourceType"]} as the definition of an action", place + ".definitionCanonical");
                    return null;
            }
        }
        finally
        {
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private JsonObject? Contain(JsonObject action, JsonObject? request)
    {
        if (request is null)
            return null;
        request["id"] = NewId("request");
        _contained.Add((JsonNode)request);
        action["resource"] = new JsonObject { ["reference"] = "#" + (string?)request["id"] };
        return request;
    }

    private static JsonArray Nested(JsonObject action)
    {
        if (action["action"] is JsonArray there)
            return there;
        var made = new JsonArray();
        action["action"] = made;
        return made;
    }

    private JsonArray Participants(JsonObject definition, string place)
    {
        var participants = new JsonArray();
        foreach (var (participant, _) in JsonCopy.Items(definition, "participant", place))
        {
            var who = (string?)participant["type"] switch { "patient" => scope.Context.Subject, "practitioner" => scope.Context.Practitioner, _ => null };
            if (ApplyContext.Reference(who) is { } reference)
                participants.Add((JsonNode)reference);
        }
        return participants;
    }

    private void Goal(JsonObject definition)
    {
        var goal = new JsonObject { ["resourceType"] = "Goal", ["id"] = NewId("goal"), ["lifecycleStatus"] = "proposed" };
        if (definition["category"] is { } category)
            goal["category"] = new JsonArray(category.DeepClone());
        JsonCopy.Same(definition, goal, "priority", "description");
        JsonCopy.As(definition, "start", goal, "startCodeableConcept");
        goal["subject"] = ApplyContext.Reference(scope.Context.Subject);
        var targets = new JsonArray();
        foreach (var (target, _) in JsonCopy.Items(definition, "target", ""))
        {
            var made = new JsonObject();
            JsonCopy.Same(target, made, "measure", "detailQuantity", "detailRange", "detailCodeableConcept");
            JsonCopy.As(target, "due", made, "dueDuration");
            targets.Add((JsonNode)made);
        }
        if (targets.Count > 0)
            goal["target"] = targets;
        _contained.Add((JsonNode)goal);
        _goals.Add((JsonNode)new JsonObject { ["reference"] = "#" + (string?)goal["id"] });
    }

    private string NewId(string stem)
    {
        for (var number = 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (_ids.Add(id))
                return id;
        }
    }

    // A relation to an action that does not apply relates to nothing.
    private static void DropLost(JsonObject group)
    {
        List<JsonObject> all = [.. Actions(group)];
        var ids = all.Select(action => (string?)action["id"]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var action in all)
        {
            if (action["relatedAction"] is not JsonArray related)
                continue;
            foreach (var lost in related.Where(one => !ids.Contains((string?)one!["actionId"] ?? "")).ToList())
                related.Remove(lost);
            if (related.Count == 0)
                action.Remove("relatedAction");
        }
    }

    private static IEnumerable<JsonObject> Actions(JsonObject parent) => (parent["action"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(action => Actions(action).Prepend(action));
}
