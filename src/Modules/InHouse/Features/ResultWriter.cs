using System.Text.Json.Nodes;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.Security;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Features;

/// <summary>A result in FHIR. Pure.</summary>
internal static class ResultWriter
{
    /// <summary>
    /// Entries of a result: an Observation for each analyte and their final report. A run whose internal control did not show is one cancelled Observation without a value: it tells that the patient was tested with this lot, and nothing else.
    /// </summary>
    internal static IEnumerable<JsonObject> Entries(InHouseTest test, ResultRequest request, Actor actor, DateTimeOffset now)
    {
        var frame = Frame(test, request, actor, now);
        if (request.InternalControl == false)
        {
            yield return BenchWriter.Post(Cancelled(test, request, frame));
            yield break;
        }
        var urls = new JsonArray();
        foreach (var analyte in test.Analytes)
        {
            var (url, observation) = ($"urn:uuid:{Guid.NewGuid()}", frame("Observation", "final"));
            observation["device"] = Nodes.To($"Device/{request.Kit}");
            observation["method"] = new JsonObject { ["text"] = test.Method };
            observation["code"] = ControlRun.CodeOf(analyte.Code, analyte.Loinc, analyte.Name);
            SetValue(observation, analyte, request.Values.First(value => value.Analyte == analyte.Code));
            urls.Add((JsonNode)Nodes.To(url));
            yield return BenchWriter.Post(observation, url);
        }
        var report = frame("DiagnosticReport", "final");
        (report["code"], report["result"]) = (TestDefinition.CodeOf(test), urls);
        yield return BenchWriter.Post(report);
    }

    /// <summary>Puts a value into an Observation, with what it means.</summary>
    internal static void SetValue(JsonObject observation, Analyte analyte, MeasuredValue value)
    {
        observation.Remove("valueQuantity");
        observation.Remove("valueCodeableConcept");
        if (value.Number is { } number)
        {
            observation["valueQuantity"] = ControlRun.Quantity(number, analyte.Unit);
            if (Range(analyte) is { } range)
                observation["referenceRange"] = new JsonArray(range);
        }
        else
        {
            observation["valueCodeableConcept"] = analyte.Kind == ResultKind.Binary
                ? Nodes.Concept(Snomed, value.Word == "positive" ? "10828004" : "260385009", value.Word)
                : new JsonObject { ["text"] = value.Word };
        }
        if (FlagOf(analyte, value) is { } flag)
            observation["interpretation"] = new JsonArray(Nodes.Concept(Interpretations, flag));
        else
            observation.Remove("interpretation");
    }

    private static string? FlagOf(Analyte analyte, MeasuredValue value) => analyte.Kind switch
    {
        ResultKind.Binary => value.Word == "positive" ? "POS" : "NEG",
        ResultKind.Graded => value.Word == analyte.Choices[0] ? "N" : "A",
        _ when analyte.Low is null && analyte.High is null => null,
        _ => value.Number < analyte.Low ? "L" : value.Number > analyte.High ? "H" : "N",
    };

    private static JsonObject? Range(Analyte analyte)
    {
        var range = new JsonObject();
        if (analyte.Low is { } low)
            range["low"] = ControlRun.Quantity(low, analyte.Unit);
        if (analyte.High is { } high)
            range["high"] = ControlRun.Quantity(high, analyte.Unit);
        return range.Count == 0 ? null : range;
    }

    private static JsonObject Cancelled(InHouseTest test, ResultRequest request, Func<string, string, JsonObject> frame)
    {
        var observation = frame("Observation", "cancelled");
        observation["device"] = Nodes.To($"Device/{request.Kit}");
        observation["code"] = TestDefinition.CodeOf(test);
        observation["dataAbsentReason"] = Nodes.Concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "error");
        observation["note"] = new JsonArray(new JsonObject { ["text"] = "The internal control did not show. Nothing is reported." });
        return observation;
    }

    private static Func<string, string, JsonObject> Frame(InHouseTest test, ResultRequest request, Actor actor, DateTimeOffset now) => (type, status) =>
    {
        var general = type == "Observation" ? Nodes.Concept(ObservationCategories, "laboratory") : Nodes.Concept(Sections, "LAB");
        var performers = new JsonArray(PerformerOf(actor));
        if (test.Organization is { } organization)
            performers.Add((JsonNode)Nodes.To($"Organization/{organization}"));
        var resource = new JsonObject
        {
            ["resourceType"] = type,
            ["status"] = status,
            ["category"] = new JsonArray(general, Nodes.Concept(Kinds, PatientTest)),
            ["subject"] = Nodes.To(request.Patient),
            ["effectiveDateTime"] = Nodes.Instant(request.At ?? now),
            ["issued"] = Nodes.Instant(now),
            ["performer"] = performers,
        };
        if (request.Order is { } order)
            resource["basedOn"] = new JsonArray(Nodes.To(order));
        if (request.Encounter is { } encounter)
            resource["encounter"] = Nodes.To(encounter);
        return resource;
    };

    private static JsonObject PerformerOf(Actor actor)
    {
        var performer = new JsonObject { ["display"] = actor.Display };
        if (actor.FhirUser is { } who)
            performer["reference"] = who;
        return performer;
    }
}
