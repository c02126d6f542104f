using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Terminology;

namespace Carewright.FhirApi.Features;

/// <summary>
/// <c>$fhirpath</c>: evaluates an expression over a resource that is sent along. Parameters in: <c>expression</c>, <c>resource</c>, optional <c>context</c> and <c>variables</c>.
/// Parameters out, as FHIRPath Lab reads them: <c>parameters</c> (what was evaluated), then one <c>result</c> per context with a part per item, named by its type, and a part per trace.
/// </summary>
internal sealed class FhirPathOperation(RecordGateway gateway, TerminologyService terminology)
{
    private const string JsonValue = "http://fhir.forms-lab.com/StructureDefinition/json-value";
    private static readonly FhirPathLimits s_limits = new(2_000_000, 100_000, 1_000_000, 200);

    internal async Task RunAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        ReadOnlyMemory<byte> body = default;
        if (status == 0)
            (status, body, issues) = Evaluate(json, terminology);
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "fhirpath", null, status, exchange.Aborted).ConfigureAwait(false);
        if (unrecorded is not null)
            await OutcomeResponse.WriteAsync(exchange.Http, unrecorded).ConfigureAwait(false);
        else if (status != 200)
            await OutcomeResponse.WriteAsync(exchange.Http, status, issues).ConfigureAwait(false);
        else
            await BodyResponse.WriteAsync(exchange.Http, 200, body).ConfigureAwait(false);
    }

    private static (int Status, ReadOnlyMemory<byte> Body, IReadOnlyList<Issue> Issues) Evaluate(ReadOnlyMemory<byte> json, IFhirPathTerminology terminology)
    {
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is not { ResourceType: "Parameters" } parameters)
            return (400, default, parsed.Document is null ? parsed.Issues : [Issue.Error(IssueTypes.Invalid, "FHIRPATH-OP-INPUT", "The body must be a Parameters resource.")]);
        var input = Input.Of(parameters.Root) with { Terminology = terminology };
        if (input.Expression is null)
            return (400, default, [Issue.Error(IssueTypes.Required, "FHIRPATH-OP-EXPRESSION", "The parameter 'expression' is needed.", "Parameters.parameter")]);
        try
        {
            return (200, Run(input), []);
        }
        catch (FhirPathException fault)
        {
            var place = fault.Position >= 0 ? string.Create(CultureInfo.InvariantCulture, $" (at character {fault.Position + 1} of the expression)") : "";
            return (422, default, [Issue.Error(IssueTypes.Processing, fault.Code, fault.Message + place, "Parameters.parameter.where(name='expression')")]);
        }
    }

    private static ReadOnlyMemory<byte> Run(Input input)
    {
        var expression = FhirPathExpression.Compile(input.Expression!);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Parameters");
            json.WriteString("id", "fhirpath");
            json.WriteStartArray("parameter");
            WriteInput(json, input);
            foreach (var (focus, name) in Contexts(input))
                WriteResult(json, input, expression, focus, name);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static IEnumerable<(FhirPathCollection Focus, string? Name)> Contexts(Input input)
    {
        if (!input.Resource.Exists)
            return [(FhirPathCollection.Empty, null)];
        if (input.Context is null)
            return [(new FhirPathCollection(FhirPathValue.Of(input.Resource)), null)];
        var found = FhirPathExpression.Compile(input.Context).Evaluate(Context(input, new FhirPathCollection(FhirPathValue.Of(input.Resource)), null));
        return found.Select(item => (new FhirPathCollection(item), item.IsElement ? item.Element.Location() : input.Context)).ToList()!;
    }

    private static FhirPathContext Context(Input input, FhirPathCollection focus, Action<string, FhirPathCollection>? trace) => new(focus)
    {
        Resource = input.Resource,
        RootResource = input.Resource,
        Variables = input.Variables,
        Trace = trace,
        Terminology = input.Terminology,
        Limits = s_limits,
    };

    private static void WriteInput(Utf8JsonWriter json, Input input)
    {
        json.WriteStartObject();
        json.WriteString("name", "parameters");
        json.WriteStartArray("part");
        WriteText(json, "evaluator", "Carewright");
        if (input.Context is not null)
            WriteText(json, "context", input.Context);
        WriteText(json, "expression", input.Expression!);
        if (input.Resource.Exists)
        {
            json.WriteStartObject();
            json.WriteString("name", "resource");
            json.WritePropertyName("resource");
            json.WriteRawValue(input.Resource.RawJson, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Input input, FhirPathExpression expression, FhirPathCollection focus, string? name)
    {
        var traces = new List<(string Name, FhirPathCollection Items)>();
        var result = expression.Evaluate(Context(input, focus, (label, items) => traces.Add((label, items))));
        json.WriteStartObject();
        json.WriteString("name", "result");
        if (name is not null)
            json.WriteString("valueString", name);
        json.WriteStartArray("part");
        foreach (var item in result)
            WriteItem(json, item);
        foreach (var (label, items) in traces)
        {
            json.WriteStartObject();
            json.WriteString("name", "trace");
            json.WriteString("valueString", label);
            json.WriteStartArray("part");
            foreach (var item in items)
                WriteItem(json, item);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, FhirPathValue item)
    {
        var type = item.TypeName[(item.TypeName.IndexOf('.', StringComparison.Ordinal) + 1)..];
        json.WriteStartObject();
        json.WriteString("name", item.IsElement ? type : char.ToLowerInvariant(type[0]) + type[1..]);
        if (item.IsElement && item.Element.Type is { IsResource: true })
        {
            json.WritePropertyName("resource");
            json.WriteRawValue(item.Element.RawJson, skipInputValidation: true);
        }
        else if (item.IsElement && !CanBeParameterValue(type))
        {
            json.WriteStartArray("extension");
            json.WriteStartObject();
            json.WriteString("url", JsonValue);
            json.WriteString("valueString", Encoding.UTF8.GetString(Json(item)));
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else
        {
            json.WritePropertyName("value" + ValueSuffix(type));
            json.WriteRawValue(Json(item), skipInputValidation: true);
        }
        json.WriteEndObject();
    }

    // A FHIRPath System type becomes the FHIR type of the same name; Long has none in R4 and travels as a decimal's digits.
    private static string ValueSuffix(string type) => type switch { "Long" => "Decimal", _ => char.ToUpperInvariant(type[0]) + type[1..] };

    private static bool CanBeParameterValue(string type) => FhirModel.R4.FindType("Parameters.parameter")?.FindByJsonName(Encoding.UTF8.GetBytes("value" + ValueSuffix(type)), out _) is not null;

    private static byte[] Json(FhirPathValue item)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            FhirPathJson.WriteItem(json, item);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("valueString", text);
        json.WriteEndObject();
    }

    private sealed record Input(string? Expression, string? Context, Element Resource, IReadOnlyDictionary<string, FhirPathCollection> Variables)
    {
        internal IFhirPathTerminology? Terminology { get; init; }

        internal static Input Of(Element parameters)
        {
            string? expression = null, context = null;
            Element resource = default;
            var variables = new Dictionary<string, FhirPathCollection>(StringComparer.Ordinal);
            foreach (var parameter in parameters.Children("parameter"))
            {
                switch (parameter.Child("name").GetString())
                {
                    case "expression":
                        expression = parameter.Child("value").GetString();
                        break;
                    case "context":
                        context = parameter.Child("value").GetString();
                        break;
                    case "resource":
                        // By itself: places are told from its own root, and %rootResource is it.
                        resource = parameter.Child("resource") is { Exists: true } sent ? ResourceDocument.Parse(sent.RawJson.ToArray()).Document?.Root ?? default : default;
                        break;
                    case "variables":
                        foreach (var part in parameter.Children("part"))
                            variables[part.Child("name").GetString() ?? ""] = Value(part);
                        break;
                }
            }
            return new Input(expression, string.IsNullOrWhiteSpace(context) ? null : context, resource, variables);
        }

        private static FhirPathCollection Value(Element part)
        {
            var value = part.Child("value").Exists ? part.Child("value") : part.Child("resource");
            return value.Exists ? new FhirPathCollection(FhirPathValue.Of(value)) : FhirPathCollection.Empty;
        }
    }
}
