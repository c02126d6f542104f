using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary>
/// What apps read first: <c>/fhir/.well-known/smart-configuration</c> (SMART App Launch 2.2 conformance.html), <c>/.well-known/openid-configuration</c> (OpenID Connect Discovery 1.0),
/// <c>/.well-known/oauth-authorization-server</c> (RFC 8414), the keys and the style. Open to all; nobody's data is in them.
/// </summary>
internal static class Discovery
{
    public const string SmartPath = "/fhir/.well-known/smart-configuration";

    private static readonly string[] s_capabilities =
    [
        "launch-ehr", "launch-standalone", "authorize-post", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "sso-openid-connect", "context-banner", "context-style",
        "context-ehr-patient", "context-ehr-encounter", "context-standalone-patient", "permission-offline", "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
    ];

    private static readonly string[] s_scopes = ["openid", "profile", "fhirUser", "launch", "launch/patient", "launch/encounter", "offline_access", "online_access", "patient/*.cruds", "user/*.cruds", "system/*.cruds"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", (HttpContext context, Addresses addresses, AppRegister apps) => Send(context, OpenId(context, addresses, apps)));
        routes.MapGet("/.well-known/oauth-authorization-server", (HttpContext context, Addresses addresses, AppRegister apps) => Send(context, OpenId(context, addresses, apps)));
        routes.MapGet("/auth/jwks", KeysAsync);
        routes.MapGet("/auth/smart-style.json", Style);
    }

    /// <summary>The SMART configuration: below <c>/fhir</c>, where the FHIR door has a table of its own, so it is answered before that.</summary>
    public static Task SmartAsync(HttpContext context, Addresses addresses, AppRegister apps)
    {
        var json = Common(context, addresses, apps);
        json["capabilities"] = Texts(s_capabilities);
        json["management_endpoint"] = addresses.Issuer(context) + "/apps";
        return Send(context, json).ExecuteAsync(context);
    }

    private static JsonObject OpenId(HttpContext context, Addresses addresses, AppRegister apps)
    {
        var json = Common(context, addresses, apps);
        json["userinfo_endpoint"] = addresses.Issuer(context) + "/auth/userinfo";
        json["subject_types_supported"] = Texts("pairwise");
        json["id_token_signing_alg_values_supported"] = Texts("RS256", "RS384", "ES384");
        json["claims_supported"] = Texts("sub", "fhirUser", "profile", "name", "auth_time", "amr", "nonce");
        json["request_uri_parameter_supported"] = false;
        return json;
    }

    private static JsonObject Common(HttpContext context, Addresses addresses, AppRegister apps)
    {
        var issuer = addresses.Issuer(context);
        var json = new JsonObject
        {
            ["issuer"] = issuer,
            ["jwks_uri"] = issuer + "/auth/jwks",
            ["authorization_endpoint"] = issuer + "/auth/authorize",
            ["token_endpoint"] = addresses.Token(context),
            ["introspection_endpoint"] = issuer + "/auth/introspect",
            ["revocation_endpoint"] = issuer + "/auth/revoke",
            ["response_types_supported"] = Texts("code"),
            ["response_modes_supported"] = Texts("query"),
            ["grant_types_supported"] = Texts("authorization_code", "refresh_token", "client_credentials"),
            ["code_challenge_methods_supported"] = Texts("S256"),
            ["token_endpoint_auth_methods_supported"] = Texts("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
            ["token_endpoint_auth_signing_alg_values_supported"] = Texts("RS384", "ES384"),
            ["authorization_response_iss_parameter_supported"] = true,
            ["scopes_supported"] = Texts(s_scopes),
        };
        if (addresses.Partners(context) is { } partners)
            AddPartners(json, partners);
        if (apps.Settings.MayRegister)
            json["registration_endpoint"] = issuer + "/auth/register";
        return json;
    }

    // RFC 8705 sections 2.1.1, 2.2.1, 3.3 and 5: where certificates are taken, and that tokens are bound to them.
    private static void AddPartners(JsonObject json, string origin)
    {
        foreach (var method in new[] { "tls_client_auth", "self_signed_tls_client_auth" })
            json["token_endpoint_auth_methods_supported"]!.AsArray().Add((JsonNode)method);
        json["tls_client_certificate_bound_access_tokens"] = true;
        json["mtls_endpoint_aliases"] = new JsonObject
        {
            ["token_endpoint"] = origin + "/auth/token",
            ["introspection_endpoint"] = origin + "/auth/introspect",
            ["revocation_endpoint"] = origin + "/auth/revoke",
            ["userinfo_endpoint"] = origin + "/auth/userinfo",
        };
    }

    // The keys are public; the first request for them may have to wait for the RSA key to be made.
    private static async Task<IResult> KeysAsync(HttpContext context, SigningKeys keys)
    {
        await keys.EnsureRsaAsync(context.RequestAborted);
        var all = new JsonArray();
        foreach (var key in keys.Published)
        {
            var json = new JsonObject { ["kty"] = key.Kty, ["use"] = key.Use, ["kid"] = key.Kid };
            foreach (var (name, value) in new[] { ("alg", key.Alg), ("crv", key.Crv), ("x", key.X), ("y", key.Y), ("n", key.N), ("e", key.E) })
                if (value is { Length: > 0 })
                    json[name] = value;
            all.Add(json);
        }
        // No longer than a new key is published before it signs.
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return Send(context, new JsonObject { ["keys"] = all });
    }

    private static IResult Style(HttpContext context) => Send(context, new JsonObject
    {
        ["color_background"] = "#fafafa",
        ["color_error"] = "#b3261e",
        ["color_highlight"] = "#0b57d0",
        ["color_modal_backdrop"] = "",
        ["color_success"] = "#1b6e3c",
        ["color_text"] = "#1f1f1f",
        ["dim_border_radius"] = "6px",
        ["dim_font_size"] = "14px",
        ["dim_spacing_size"] = "16px",
        ["font_family_body"] = "system-ui, sans-serif",
        ["font_family_heading"] = "system-ui, sans-serif",
    });

    private static JsonArray Texts(params IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];

    private static IResult Send(HttpContext context, JsonObject json)
    {
        if (context.Response.Headers.CacheControl.Count == 0)
            context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text(json.ToJsonString(JsonSerializerOptions.Default), "application/json; charset=utf-8");
    }
}
