using System.Text.Json.Nodes;
using System.Xml.Linq;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Tests.Path;

internal static class XmlInput
{
    public static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> xml)
    {
        using var s = new MemoryStream(xml.ToArray());
        XElement root = XDocument.Load(s).Root!;
        var o = Obj(root, FhirModel.R4.FindType(root.Name.LocalName)!, true);
        return System.Text.Encoding.UTF8.GetBytes(o.ToJsonString());
    }

    private static JsonObject Obj(XElement e, TypeDefinition type, bool resource)
    {
        var o = new JsonObject();
        if (resource) o["resourceType"] = e.Name.LocalName;
        foreach (var a in e.Attributes().Where(a => a.Name.LocalName is "id" or "url" && !a.IsNamespaceDeclaration)) o[a.Name.LocalName] = a.Value;
        foreach (var child in e.Elements())
        {
            string n = child.Name.LocalName;
            var d = type.FindByJsonName(System.Text.Encoding.UTF8.GetBytes(n), out var ct);
            if (d is null) continue;
            var t = ct ?? d.Types[0].Type;
            if (n == "div") { o["div"] = child.ToString(); continue; }
            if (t.Name == "Resource") { var r = child.Elements().First(); Put(o, d, n, Obj(r, FhirModel.R4.FindType(r.Name.LocalName)!, true), null); continue; }
            if (t.IsPrimitive)
            {
                JsonNode? v = child.Attribute("value") is { } a ? Prim(t, a.Value) : null;
                JsonObject? x = child.Elements().Any() || child.Attribute("id") is not null ? Obj(child, t, false) : null;
                Put(o, d, n, v, x);
            }
            else Put(o, d, n, Obj(child, t, false), null);
        }
        return o;
    }

    private static JsonNode Prim(TypeDefinition t, string v) => t.Primitive switch
    {
        PrimitiveKind.Boolean or PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal => JsonNode.Parse(v)!,
        _ => JsonValue.Create(v)!,
    };

    private static void Put(JsonObject o, ElementDefinition d, string n, JsonNode? v, JsonObject? x)
    {
        if (!d.IsRepeating) { if (v is not null) o[n] = v; if (x is not null) o["_" + n] = x; return; }
        var arr = (JsonArray?)o[n];
        if (arr is null) o[n] = arr = new JsonArray();
        arr.Add(v);
    }
}
