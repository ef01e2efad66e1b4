{{/* slicewise itself, which is the same container in both modes. */}}
{{- define "slicewise.container" -}}
name: slicewise
image: {{ include "slicewise.image" (dict "image" .Values.image "tag" .Chart.AppVersion) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [serve, --config=/etc/slicewise/config.yaml]
env:
  # The heap may take this part of the memory limit; what is left is for buffers and code.
  - { name: NODE_OPTIONS, value: --max-old-space-size-percentage=70 }
ports:
{{- if eq .Values.mode "extender" }}
  - { name: extender, containerPort: {{ .Values.service.port }} }
{{- end }}
  - { name: operations, containerPort: {{ .Values.service.operationsPort }} }
startupProbe:
  httpGet: { path: /livez, port: operations }
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /livez, port: operations }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: { path: /readyz, port: operations }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
resources: {{- toYaml .Values.resources | nindent 2 }}
securityContext: {{- include "slicewise.containerSecurity" . | nindent 2 }}
volumeMounts:
  - { name: config, mountPath: /etc/slicewise, readOnly: true }
{{- if .Values.tls.secretName }}
  - { name: tls, mountPath: /etc/slicewise-tls, readOnly: true }
{{- end }}
{{- if .Values.tls.clientCA.secretName }}
  - { name: client-ca, mountPath: /etc/slicewise-client-ca, readOnly: true }
{{- end }}
{{- end -}}
