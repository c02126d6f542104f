using System.Globalization;
using System.Text.Json.Nodes;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>
/// Makes the request that an ActivityDefinition describes (FHIR R4 activitydefinition-operation-apply.html): a draft, a proposal unless the definition intends otherwise, for the subject and by whoever asks. What its type
/// has no place for is refused by name, not dropped.
/// </summary>
internal static class ActivityApplication
{
    private static readonly Dictionary<string, Action<Making>> s_kinds = new(StringComparer.Ordinal)
    {
        ["ServiceRequest"] = ServiceRequest,
        ["MedicationRequest"] = MedicationRequest,
        ["DeviceRequest"] = DeviceRequest,
        ["CommunicationRequest"] = CommunicationRequest,
        ["SupplyRequest"] = SupplyRequest,
        ["NutritionOrder"] = NutritionOrder,
        ["Task"] = Task,
        ["Appointment"] = Appointment,
    };

    private readonly record struct Making(JsonObject Definition, JsonObject Request, ApplyScope Scope, string Place);

    /// <summary>The request; null, with issues, when none can be made.</summary>
    internal static JsonObject? Apply(JsonObject definition, ApplyScope scope, string place)
    {
        if ((string?)definition["kind"] is not { } kind || !s_kinds.TryGetValue(kind, out var fill))
        {
            scope.Refuse($"An activity of the kind '{(string?)definition["kind"] ?? "none"}'", place + ".kind");
            return null;
        }
        if (definition.ContainsKey("transform"))
            scope.Refuse("A StructureMap (transform)", place + ".transform");
        var request = new JsonObject { ["resourceType"] = kind };
        if ((string?)definition["profile"] is { } profile)
            request["meta"] = new JsonObject { ["profile"] = new JsonArray(profile) };
        fill(new Making(definition, request, scope, place));
        DynamicValue.ApplyAll(definition, place, request, kind, scope);
        return request;
    }

    private static void ServiceRequest(Making making)
    {
        Common(making, "subject", "requester", "authoredOn");
        Several(making, "instantiatesCanonical");
        JsonCopy.Same(making.Definition, making.Request, "priority", "doNotPerform", "code", "bodySite");
        JsonCopy.As(making.Definition, "quantity", making.Request, "quantityQuantity");
        if (making.Definition["location"] is { } location)
            making.Request["locationReference"] = new JsonArray(location.DeepClone());
        Occurrence(making, "DateTime", "Period", "Timing");
        Unplaced(making, "dosage", "productReference", "productCodeableConcept");
    }

    private static void MedicationRequest(Making making)
    {
        Common(making, "subject", "requester", "authoredOn");
        Several(making, "instantiatesCanonical");
        JsonCopy.Same(making.Definition, making.Request, "priority", "doNotPerform");
        if (JsonCopy.Choice(making.Definition, "product", making.Request, "medication") is null && !making.Request.Any(member => member.Key.StartsWith("medication", StringComparison.Ordinal)))
            JsonCopy.As(making.Definition, "code", making.Request, "medicationCodeableConcept");
        JsonCopy.As(making.Definition, "dosage", making.Request, "dosageInstruction");
        if (making.Definition["quantity"] is { } quantity)
            making.Request["dispenseRequest"] = new JsonObject { ["quantity"] = quantity.DeepClone() };
        Unplaced(making, "bodySite", "location", "timingTiming", "timingDateTime", "timingPeriod", "timingAge", "timingRange", "timingDuration");
    }

    private static void DeviceRequest(Making making)
    {
        Common(making, "subject", "requester", "authoredOn");
        Several(making, "instantiatesCanonical");
        JsonCopy.Same(making.Definition, making.Request, "priority");
        if (JsonCopy.Choice(making.Definition, "product", making.Request, "code") is null && !making.Request.ContainsKey("codeReference") && !making.Request.ContainsKey("codeCodeableConcept"))
            JsonCopy.As(making.Definition, "code", making.Request, "codeCodeableConcept");
        Occurrence(making, "DateTime", "Period", "Timing");
        Unplaced(making, "dosage", "quantity", "bodySite", "location", "doNotPerform");
    }

    private static void CommunicationRequest(Making making)
    {
        Common(making, "subject", "requester", "authoredOn", hasIntent: false);
        JsonCopy.Same(making.Definition, making.Request, "priority", "doNotPerform");
        if ((string?)making.Definition["description"] is { } said)
            making.Request["payload"] = new JsonArray(new JsonObject { ["contentString"] = said });
        if (making.Definition["code"] is { } code)
            making.Request["category"] = new JsonArray(code.DeepClone());
        Occurrence(making, "DateTime", "Period");
        Unplaced(making, "dosage", "quantity", "bodySite", "location", "productReference", "productCodeableConcept");
    }

    private static void SupplyRequest(Making making)
    {
        Common(making, "deliverTo", "requester", "authoredOn", hasIntent: false, hasEncounter: false);
        JsonCopy.Same(making.Definition, making.Request, "priority", "quantity");
        if (JsonCopy.Choice(making.Definition, "product", making.Request, "item") is null && !making.Request.ContainsKey("itemReference") && !making.Request.ContainsKey("itemCodeableConcept"))
            JsonCopy.As(making.Definition, "code", making.Request, "itemCodeableConcept");
        Occurrence(making, "DateTime", "Period", "Timing");
        Unplaced(making, "dosage", "bodySite", "location", "doNotPerform");
    }

    private static void NutritionOrder(Making making)
    {
        Common(making, "patient", "orderer", "dateTime");
        Several(making, "instantiatesCanonical");
        if (making.Definition["code"] is { } code)
            making.Request["oralDiet"] = new JsonObject { ["type"] = new JsonArray(code.DeepClone()) };
        Unplaced(making, "dosage", "quantity", "bodySite", "location", "doNotPerform", "productReference", "productCodeableConcept", "timingTiming", "timingDateTime", "timingPeriod", "timingAge", "timingRange", "timingDuration");
    }

    private static void Task(Making making)
    {
        Common(making, "for", "requester", "authoredOn");
        if (Canonical(making.Definition) is { } canonical)
            making.Request["instantiatesCanonical"] = canonical;
        JsonCopy.Same(making.Definition, making.Request, "priority", "code", "location", "description");
        JsonCopy.As(making.Definition, "timingPeriod", making.Request, "executionPeriod");
        Unplaced(making, "dosage", "quantity", "bodySite", "doNotPerform", "productReference", "productCodeableConcept", "timingTiming", "timingDateTime", "timingAge", "timingRange", "timingDuration");
    }

    private static void Appointment(Making making)
    {
        making.Request["status"] = "proposed";
        JsonCopy.Same(making.Definition, making.Request, "description");
        if (making.Definition["code"] is { } code)
            making.Request["serviceType"] = new JsonArray(code.DeepClone());
        if (making.Definition["timingPeriod"] is { } period)
            making.Request["requestedPeriod"] = new JsonArray(period.DeepClone());
        making.Request["created"] = Instant(making.Scope.Context.Now);
        var participants = new JsonArray(Participant(ApplyContext.Reference(making.Scope.Context.Subject)!));
        if (ApplyContext.Reference(making.Scope.Context.Practitioner) is { } practitioner)
            participants.Add((JsonNode)Participant(practitioner));
        making.Request["participant"] = participants;
        Unplaced(making, "dosage", "quantity", "bodySite", "location", "doNotPerform", "productReference", "productCodeableConcept", "timingTiming", "timingDateTime", "timingAge", "timingRange", "timingDuration");
    }

    private static JsonObject Participant(JsonObject actor) => new() { ["actor"] = actor, ["status"] = "needs-action" };

    private static void Common(Making making, string subject, string requester, string written, bool hasIntent = true, bool hasEncounter = true)
    {
        var (definition, request, context) = (making.Definition, making.Request, making.Scope.Context);
        request["status"] = "draft";
        if (hasIntent)
            request["intent"] = (string?)definition["intent"] ?? "proposal";
        request[subject] = ApplyContext.Reference(context.Subject);
        if (hasEncounter && ApplyContext.Reference(context.Encounter) is { } encounter)
            request["encounter"] = encounter;
        request[written] = Instant(context.Now);
        if (context.Requester is { } asker)
            request[requester] = asker;
    }

    private static void Several(Making making, string name)
    {
        if (Canonical(making.Definition) is { } canonical)
            making.Request[name] = new JsonArray(canonical);
    }

    private static void Occurrence(Making making, params ReadOnlySpan<string> types)
    {
        if (JsonCopy.Choice(making.Definition, "timing", making.Request, "occurrence", types) is { } type)
            making.Scope.Refuse($"A timing that is a {type}, for a {(string?)making.Request["resourceType"]},", making.Place + ".timing" + type);
    }

    private static void Unplaced(Making making, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (making.Definition.ContainsKey(name))
                making.Scope.Refuse($"'{name}', which a {(string?)making.Request["resourceType"]} has no place for,", $"{making.Place}.{name}");
        }
    }

    /// <summary>A Task for what a plan tells somebody to do without defining the activity.</summary>
    internal static JsonObject TaskOf(string? description, ApplyContext context)
    {
        var task = new JsonObject { ["resourceType"] = "Task", ["status"] = "draft", ["intent"] = "proposal", ["for"] = ApplyContext.Reference(context.Subject), ["authoredOn"] = Instant(context.Now) };
        if (description is not null)
            task["description"] = description;
        if (ApplyContext.Reference(context.Encounter) is { } encounter)
            task["encounter"] = encounter;
        if (context.Requester is { } requester)
            task["requester"] = requester;
        return task;
    }

    /// <summary>To fill in a form: a Task that names it as its input.</summary>
    internal static JsonObject TaskOfForm(JsonObject questionnaire, ApplyContext context)
    {
        var task = TaskOf((string?)questionnaire["title"] ?? (string?)questionnaire["name"] ?? "Questionnaire", context);
        task["input"] = new JsonArray(new JsonObject { ["type"] = new JsonObject { ["text"] = "Questionnaire" }, ["valueCanonical"] = Canonical(questionnaire) });
        return task;
    }

    /// <summary>The canonical of a definition with its version; null when it has no url.</summary>
    internal static string? Canonical(JsonObject definition) => (string?)definition["url"] is not { } url ? null : (string?)definition["version"] is { } version ? $"{url}|{version}" : url;

    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
