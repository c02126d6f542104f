using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.BulkData.Http;
using Carewright.BulkData.Staging;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Carewright.BulkData.Features;

/// <summary>
/// <c>POST /bulk/staging</c>: uploads an NDJSON file to import it later by its address. Streamed to the disk, sealed; at most 4 GiB. <c>GET</c> and <c>DELETE</c> of that address: what it is, and its removal.
/// Never given back as content: an upload is a way in, not a way out.
/// </summary>
internal sealed class StagingDoor(RecordGateway gateway, StagingArea staging, Outcomes outcomes)
{
    private static readonly string[] s_types = ["application/fhir+ndjson", "application/ndjson", "application/x-ndjson"];

    internal async Task PostAsync(HttpContext http)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "import-stage").ConfigureAwait(false) is not { } actor)
            return;
        if (await gateway.BeginImportAsync(actor, "import-stage", 201, $"bytes={http.Request.ContentLength}", http.RequestAborted).ConfigureAwait(false) is { } refusal)
            await Outcomes.SendAsync(http, refusal).ConfigureAwait(false);
        else if (Fault(http.Request) is var (status, issue))
            await outcomes.RefuseAsync(http, actor, "import-stage", status, issue).ConfigureAwait(false);
        else
            await TakeAsync(http, actor).ConfigureAwait(false);
    }

    internal async Task GetAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id).ConfigureAwait(false) is var (_, file))
            await SendAsync(http, 200, file).ConfigureAwait(false);
    }

    internal async Task DeleteAsync(HttpContext http, string id)
    {
        if (await FindAsync(http, id).ConfigureAwait(false) is not var (actor, file))
            return;
        if (await gateway.RecordAsync(actor, "import-unstage", null, 204, http.RequestAborted, id).ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        await staging.RemoveAsync(file).ConfigureAwait(false);
        http.Response.StatusCode = 204;
    }

    private async Task TakeAsync(HttpContext http, Actor actor)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = StagingArea.MostBytes;
        if (await staging.TakeAsync(actor.UserName, http.Request.Body, http.RequestAborted).ConfigureAwait(false) is { } file)
            await SendAsync(http, 201, file).ConfigureAwait(false);
        else
            await outcomes.RefuseAsync(http, actor, "import-stage", 413, TooLarge).ConfigureAwait(false);
    }

    private static Issue TooLarge { get; } = Issue.Error(
        IssueTypes.TooLong, "IMPORT-UPLOAD-SIZE", $"An upload has at most {StagingArea.MostBytes >> 30} GiB, and one account keeps at most {StagingArea.MostFiles} uploads of {StagingArea.MostBytesOfUser >> 30} GiB together. Delete some, or split the file.");

    private static (int Status, Issue Issue)? Fault(HttpRequest request)
    {
        if (!s_types.Contains(request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
            return (415, Issue.Error(IssueTypes.NotSupported, "IMPORT-UPLOAD-TYPE", "An upload is application/fhir+ndjson."));
        if (request.Headers.ContentEncoding.Count > 0)
            return (415, Issue.Error(IssueTypes.NotSupported, "IMPORT-UPLOAD-CODING", "An upload is sent uncompressed."));
        return request.ContentLength > StagingArea.MostBytes ? (413, TooLarge) : null;
    }

    private async Task<(Actor Actor, StagedFile File)?> FindAsync(HttpContext http, string id)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "import-stage").ConfigureAwait(false) is not { } actor)
            return null;
        if (staging.Find(id, actor.UserName) is { } file)
            return (actor, file);
        await outcomes.RefuseAsync(http, actor, "import-stage", 404, StagingArea.NoUpload(null)).ConfigureAwait(false);
        return null;
    }

    private static async Task SendAsync(HttpContext http, int status, StagedFile file)
    {
        var url = $"{http.Request.Scheme}://{http.Request.Host}/bulk/staging/{file.Id}";
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("url", url);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("expires", file.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        if (status == 201)
            http.Response.Headers.Location = url;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }
}
