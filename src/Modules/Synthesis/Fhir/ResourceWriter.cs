using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carewright.Synthesis.Fhir;

/// <summary>Takes finished resources in the order in which they were written.</summary>
internal interface IResourceSink
{
    /// <summary>Takes one resource; <paramref name="json"/> is only valid during the call.</summary>
    void Accept(ResourceKind kind, string id, ReadOnlySpan<byte> json);
}

/// <summary>
/// Writes FHIR R4 JSON straight to bytes with one reused buffer; an element's method is named after its data type.
/// Not thread-safe.
/// </summary>
internal sealed class ResourceWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;
    private IResourceSink _sink;
    private ResourceKind _kind;
    private string _id = "";

    public ResourceWriter(IResourceSink sink)
    {
        _sink = sink;
        // Relaxed escaping keeps names readable as UTF-8; nothing here is embedded in HTML.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    public void Dispose() => _json.Dispose();

    public void Redirect(IResourceSink sink) => _sink = sink;

    /// <summary>Starts a resource with its type, its id and the profile that it claims.</summary>
    public void Begin(ResourceKind kind, string id, string profile)
    {
        Begin(kind, id);
        Open("meta");
        OpenArray("profile");
        _json.WriteStringValue(profile);
        CloseArray();
        Close();
    }

    /// <summary>Starts a resource without a profile, or whose meta the caller writes.</summary>
    public void Begin(ResourceKind kind, string id)
    {
        _kind = kind;
        _id = id;
        _json.WriteStartObject();
        _json.WriteString("resourceType", kind.Name());
        _json.WriteString("id", id);
    }

    /// <summary>Ends the resource and hands it to the sink.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _sink.Accept(_kind, _id, _buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        _json.Reset();
    }

    public void Open(string name) => _json.WriteStartObject(name);

    public void Item() => _json.WriteStartObject();

    public void Close() => _json.WriteEndObject();

    public void OpenArray(string name) => _json.WriteStartArray(name);

    public void CloseArray() => _json.WriteEndArray();

    public void Text(string name, string value) => _json.WriteString(name, value);

    public void TextItem(string value) => _json.WriteStringValue(value);

    public void Boolean(string name, bool value) => _json.WriteBoolean(name, value);

    public void Integer(string name, int value) => _json.WriteNumber(name, value);

    public void IntegerItem(int value) => _json.WriteNumberValue(value);

    public void Decimal(string name, Amount value) => _json.WriteNumber(name, value.Value);

    public void Base64(string name, ReadOnlySpan<byte> value) => _json.WriteBase64String(name, value);

    public void Date(string name, DateOnly day)
    {
        Span<char> text = stackalloc char[10];
        day.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        _json.WriteString(name, text);
    }

    public void Instant(string name, Moment moment)
    {
        Span<char> text = stackalloc char[25];
        moment.Format(text);
        _json.WriteString(name, text);
    }

    public void Coding(string name, Code code)
    {
        Open(name);
        CodingBody(code);
        Close();
    }

    /// <summary>A CodeableConcept of one coding; its text is the display unless another is given.</summary>
    public void Concept(string name, Code code, string? text = null)
    {
        Open(name);
        ConceptBody(code, text);
        Close();
    }

    public void ConceptItem(Code code, string? text = null)
    {
        Item();
        ConceptBody(code, text);
        Close();
    }

    /// <summary>A list of one CodeableConcept.</summary>
    public void Concepts(string name, Code code, string? text = null)
    {
        OpenArray(name);
        ConceptItem(code, text);
        CloseArray();
    }

    /// <summary>A CodeableConcept without a coding.</summary>
    public void ConceptText(string name, string text)
    {
        Open(name);
        Text("text", text);
        Close();
    }

    public void CodingItem(Code code)
    {
        Item();
        CodingBody(code);
        Close();
    }

    public void Reference(string name, ResourceRef target, string? display = null)
    {
        Open(name);
        ReferenceBody(target, display);
        Close();
    }

    public void ReferenceItem(ResourceRef target, string? display = null)
    {
        Item();
        ReferenceBody(target, display);
        Close();
    }

    /// <summary>A list of one Reference.</summary>
    public void References(string name, ResourceRef target, string? display = null)
    {
        OpenArray(name);
        ReferenceItem(target, display);
        CloseArray();
    }

    public void Quantity(string name, Amount value, string unit, string ucum)
    {
        Open(name);
        Decimal("value", value);
        Text("unit", unit);
        Text("system", CodeSystems.Ucum);
        Text("code", ucum);
        Close();
    }

    public void Money(string name, int cents)
    {
        Open(name);
        Decimal("value", new Amount(cents, 2));
        Text("currency", "USD");
        Close();
    }

    public void Period(string name, Moment start, Moment end)
    {
        Open(name);
        Instant("start", start);
        Instant("end", end);
        Close();
    }

    private void CodingBody(Code code)
    {
        Text("system", code.System);
        Text("code", code.Value);
        if (code.Display.Length > 0) Text("display", code.Display);
    }

    private void ConceptBody(Code code, string? text)
    {
        OpenArray("coding");
        CodingItem(code);
        CloseArray();
        var shown = text ?? code.Display;
        if (shown.Length > 0) Text("text", shown);
    }

    private void ReferenceBody(ResourceRef target, string? display)
    {
        Text("reference", target.ToString());
        if (display is not null) Text("display", display);
    }
}
