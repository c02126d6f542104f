using System.Net;
using System.Text.Json.Nodes;
using Carewright.DirectoryProvider;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

// A provider of identities for tests, in a process of its own: `Carewright.DirectoryProvider PORT`. It speaks plain HTTP on loopback and tells everybody everything: for nothing but tests.
var port = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
using var provider = new Provider($"http://localhost:{port}", TimeProvider.System);
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
var app = builder.Build();
app.MapGet("/.well-known/openid-configuration", () => Json(provider.Metadata));
app.MapGet("/jwks", () => Json(provider.Keys));
app.MapGet("/authorize", (HttpContext context) => provider.Authorize(name => context.Request.Query[name]) is { } address ? Results.Redirect(address) : Results.BadRequest());
app.MapPost("/token", async (HttpContext context) =>
{
    var form = await context.Request.ReadFormAsync();
    return provider.Redeem(name => form[name], context.Request.Headers.Authorization) is { } answer ? Json(answer) : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
});
app.MapPost("/control", async (HttpContext context) =>
{
    var told = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
    provider.Fault = (string?)told["fault"] ?? "";
    provider.Algorithm = (string?)told["algorithm"] ?? "RS256";
    provider.Since = (long?)told["since"] ?? 0;
    provider.Person = told["person"]?.DeepClone().AsObject() ?? provider.Person;
    return Results.NoContent();
});
app.MapPost("/control/logout-token", async (HttpContext context) =>
{
    var token = provider.LogoutToken((await JsonNode.ParseAsync(context.Request.Body))!.AsObject());
    return Results.Text(token);
});
app.MapGet("/control/tokens", () => Results.Text(provider.Tokens.ToString(System.Globalization.CultureInfo.InvariantCulture)));
await app.StartAsync();
Console.WriteLine("listening");

// Ends when the tests close its input, also when they end badly.
await Console.In.ReadToEndAsync();
await app.StopAsync();

static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");
